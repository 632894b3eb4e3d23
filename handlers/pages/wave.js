// The picture of the sound: drawn once, moved along while it plays, and a place to point at and to drag over.

const WIDTH = 300;
const MIDDLE = 50;
const TALLEST = 46;
const QUIETEST_SCALE = 8; // hundredths of full scale: a silent recording stays a flat line
const DRAG_PIXELS = 5;

const part = (svg, name) => svg.querySelector(`[data-${name}]`);

export function drawWave(svg, peaks) {
  const scale = TALLEST / Math.max(QUIETEST_SCALE, ...peaks);
  const step = WIDTH / Math.max(1, peaks.length);
  const path = peaks
    .map((peak, number) => {
      const [x, height] = [((number + 0.5) * step).toFixed(2), Math.max(0.5, peak * scale).toFixed(2)];
      return `M${x} ${MIDDLE - height}V${MIDDLE + Number(height)}`;
    })
    .join("");
  for (const name of ["rest", "done"]) part(svg, name).setAttribute("d", path);
}

export function moveWave(svg, { at, from, to, length }) {
  const x = (seconds) => (length > 0 ? Math.min(WIDTH, (seconds / length) * WIDTH) : 0);
  part(svg, "played").setAttribute("width", x(at));
  for (const end of ["x1", "x2"]) part(svg, "head").setAttribute(end, x(at));
  const marked = part(svg, "marked");
  marked.setAttribute("x", from === null ? 0 : x(from));
  marked.setAttribute("width", from === null ? 0 : Math.max(1, x(to) - x(from)));
}

// `seek` and `mark` get shares of the whole, from 0 to 1.
export function pointAtWave(svg, { seek, mark }) {
  let begin = null;
  const share = (event) => {
    const box = svg.getBoundingClientRect();
    return Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
  };
  const isDrag = (event) => Math.abs(event.clientX - begin.x) >= DRAG_PIXELS;
  svg.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    begin = { x: event.clientX, share: share(event) };
    svg.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  svg.addEventListener("pointermove", (event) => {
    if (begin && isDrag(event)) mark(begin.share, share(event), false);
  });
  svg.addEventListener("pointerup", (event) => {
    if (!begin) return;
    if (isDrag(event)) mark(begin.share, share(event), true);
    else seek(share(event));
    begin = null;
  });
  svg.addEventListener("pointercancel", () => {
    begin = null;
  });
}
