// The player. The server decides what may be heard; while it plays, this page has a question open at the server all
// the time and falls silent when the answer is no, because a short clip is in the browser's memory before anybody
// can stop it. A player that gets no answer falls silent as well.

import { useKeys } from "./keys.js";
import { Part } from "./loop.js";
import { drawWave, moveWave, pointAtWave } from "./wave.js";

const STEP_SECONDS = 2;
const VOLUME_STEP = 0.05;
const ASK_PAUSED_MS = 5000;
const ASK_PLAYING_MS = 50;
const ANSWER_MS = 3500; // the server holds the question for two seconds
const LET_GO_MS = 2000;
const READ_MS = 400;
const OVERLAY_LINES = 14;

const WITHDRAWN =
  "This clip was withdrawn: it was flagged, or sharing was stopped. There is nothing for you to do. You can close this page.";
const OVER = "Your time to listen is over. Go back to the card in Slack and press Listen again.";
const NO_AUDIO = "There is no recording for this clip. Tell your team lead; trying again will not help.";
const AWAY = "Second Ear cannot be reached, so playing is paused. Press Play to try again.";
const BROKEN = "The recording cannot be played here. Reload this page once; if that does not help, tell your team lead.";

function startPlayer(root) {
  const part = (name) => root.querySelector(`[data-${name}]`);
  const audio = root.querySelector("audio");
  const [wave, clock, marks, position] = [part("wave"), part("clock"), part("marks"), part("position")];
  const [play, repeat, speed, volume] = [part("play"), part("repeat"), part("speed"), part("volume")];
  const [from, to] = [part("from"), part("to")];
  const base = root.dataset.base;
  const loop = new Part();
  let measured = Number(root.dataset.seconds);
  let restingAt = 0; // where the player stands while the browser holds nothing of the recording
  let pacedFor = 1;
  let isEnded = false;
  let [askTimer, restTimer, question] = [0, 0, 0];

  const isHeld = () => audio.hasAttribute("src");
  const length = () => (isHeld() && Number.isFinite(audio.duration) ? audio.duration : measured);
  const now = () => (isHeld() && audio.readyState > 0 ? audio.currentTime : restingAt);
  const tell = (text) => {
    part("status").textContent = text;
  };
  const warn = (text) => {
    part("notice").textContent = text;
  };

  function show() {
    const [at, whole] = [now(), length()];
    const seconds = `${at.toFixed(1)} s of ${whole.toFixed(1)} s`;
    clock.textContent = seconds;
    for (const field of [position, from, to]) field.max = whole.toFixed(1);
    position.value = at;
    position.setAttribute("aria-valuetext", seconds);
    play.textContent = audio.paused ? "Play" : "Pause";
    moveWave(wave, { at, from: loop.from, to: loop.to, length: whole });
  }

  function showPart() {
    marks.textContent = loop.words;
    repeat.setAttribute("aria-pressed", String(loop.isOn));
    for (const [field, seconds] of [[from, loop.from], [to, loop.to]]) {
      if (field !== document.activeElement) field.value = seconds === null ? "" : seconds.toFixed(1);
    }
    show();
  }

  function drop() {
    audio.pause();
    audio.removeAttribute("src");
    audio.load(); // lets go of what the browser holds in memory
  }

  function end(text) {
    isEnded = true;
    clearTimeout(askTimer);
    clearTimeout(restTimer);
    drop();
    drawWave(wave, []);
    for (const shared of root.querySelectorAll("[data-shared]")) shared.hidden = true;
    tell("");
    warn(text);
    // Chromium keeps a recording by its address as long as the page lives, whatever the server says of storing it.
    // The server's own page, which says the same, takes this one's place.
    setTimeout(() => location.reload(), READ_MS);
  }

  async function ask() {
    clearTimeout(askTimer);
    const mine = ++question;
    const address = audio.paused ? `${base}/state` : `${base}/state?wait`;
    const answer = await fetch(address, { signal: AbortSignal.timeout(ANSWER_MS) }).catch(() => null);
    if (isEnded || mine !== question) return false;
    if (answer?.status === 410) end(root.dataset.over || WITHDRAWN);
    else if (answer?.status === 403) end(root.dataset.over || OVER);
    else if (answer?.status !== 204) hold(AWAY);
    if (isEnded) return false;
    askTimer = setTimeout(ask, audio.paused ? ASK_PAUSED_MS : ASK_PLAYING_MS);
    return answer?.status === 204;
  }

  function hold(text) {
    if (audio.paused) return;
    audio.pause();
    warn(text);
  }

  async function start() {
    warn("");
    clearTimeout(restTimer);
    if (!isHeld()) take();
    const place = loop.place(now());
    if (place !== null) seek(place);
    // A refusal arrives as the element's error; an interruption by a pause is none.
    const playing = audio.play().catch(() => {});
    ask();
    follow();
    await playing;
  }

  function take() {
    pacedFor = Math.max(1, Number(speed.value));
    const at = restingAt;
    audio.src = `${base}/audio?speed=${pacedFor}`;
    audio.defaultPlaybackRate = Number(speed.value);
    audio.playbackRate = Number(speed.value);
    if (at > 0) audio.addEventListener("loadedmetadata", () => (audio.currentTime = at), { once: true });
  }

  // What the browser has not got yet would go on arriving while nobody listens.
  function rest() {
    if (isEnded || !isHeld() || isWhole()) return;
    restingAt = audio.currentTime;
    drop();
    show();
  }

  function isWhole() {
    const held = audio.buffered;
    return held.length === 1 && held.start(0) < 0.1 && held.end(0) > length() - 0.1;
  }

  function follow() {
    if (isEnded || audio.paused) return;
    const place = loop.place(audio.currentTime);
    if (place !== null && audio.readyState > 0) audio.currentTime = place;
    show();
    requestAnimationFrame(follow);
  }

  async function explain() {
    if (isEnded || !isHeld()) return;
    restingAt = audio.currentTime || restingAt;
    drop(); // the next press begins afresh
    const failed = await fetch(`${base}/peaks?again`).catch(() => null);
    const isAllowed = await ask();
    if (isEnded) return;
    warn(!isAllowed || !failed || failed.status >= 500 ? AWAY : failed.status === 404 ? NO_AUDIO : BROKEN);
    show();
  }

  function seek(seconds) {
    const at = Math.min(length(), Math.max(0, seconds));
    if (isHeld()) audio.currentTime = at;
    restingAt = at;
    show();
  }

  function toggle() {
    if (audio.paused) start();
    else audio.pause();
  }

  function markPart(one, other, isDone = true) {
    loop.mark(one, other, length());
    showPart();
    if (isDone) tell(`${loop.words}.`);
  }

  function clearPart() {
    if (loop.isMarked) tell("Repeats the whole no more: the part is cleared.");
    loop.clear();
    showPart();
  }

  function toggleRepeat() {
    if (!loop.isMarked) loop.mark(0, length(), length());
    else loop.isOn = !loop.isOn;
    showPart();
    tell(`${loop.words}.`);
  }

  function typed() {
    const [one, other] = [from.valueAsNumber, to.valueAsNumber];
    if (Number.isNaN(one) && Number.isNaN(other)) return;
    markPart(Number.isNaN(one) ? 0 : one, Number.isNaN(other) ? length() : other);
  }

  function setSpeed() {
    const rate = Number(speed.value);
    audio.defaultPlaybackRate = rate;
    audio.playbackRate = rate;
    if (isHeld() && rate > pacedFor && !isWhole()) {
      const isPlaying = !audio.paused;
      rest();
      if (isPlaying) start();
    }
    tell(`Speed ${rate}.`);
  }

  function stepSpeed(step) {
    const index = Math.min(speed.options.length - 1, Math.max(0, speed.selectedIndex + step));
    speed.selectedIndex = index;
    setSpeed();
  }

  function setVolume() {
    audio.volume = Math.min(Number(volume.max), Number(volume.value));
  }

  function stepVolume(step) {
    volume.value = Number(volume.value) + step;
    setVolume();
    tell(`Volume ${Math.round(audio.volume * 100)} of ${Math.round(Number(volume.max) * 100)}.`);
  }

  async function paint() {
    const answer = await fetch(`${base}/peaks`).catch(() => null);
    if (isEnded || !answer?.ok) return;
    const waveform = await answer.json();
    measured = waveform.seconds;
    drawWave(wave, waveform.peaks);
    show();
  }

  function stamp() {
    const overlay = part("listener");
    const line = `${overlay.dataset.listener} · ${new Date().toLocaleString()}`;
    overlay.replaceChildren(
      ...Array.from({ length: OVERLAY_LINES }, () => {
        const row = document.createElement("span");
        row.textContent = `${line}   ${line}   ${line}`;
        return row;
      }),
    );
  }

  function listenToControls() {
    play.addEventListener("click", toggle);
    part("back").addEventListener("click", () => seek(now() - STEP_SECONDS));
    position.addEventListener("input", () => seek(Number(position.value)));
    for (const field of [from, to]) field.addEventListener("change", typed);
    repeat.addEventListener("click", toggleRepeat);
    part("clear").addEventListener("click", clearPart);
    speed.addEventListener("change", setSpeed);
    volume.addEventListener("input", setVolume);
    pointAtWave(wave, {
      seek: (share) => seek(share * length()),
      mark: (one, other, isDone) => markPart(one * length(), other * length(), isDone),
    });
  }

  function listenToSound() {
    audio.addEventListener("error", explain);
    audio.addEventListener("playing", () => tell("Playing."));
    audio.addEventListener("pause", () => {
      if (isEnded) return;
      tell(audio.ended ? "The end." : `Paused at ${now().toFixed(1)} s.`);
      clearTimeout(restTimer);
      restTimer = setTimeout(rest, LET_GO_MS);
    });
    audio.addEventListener("ended", () => {
      if (loop.isOn) start();
    });
    // Also where no frame is painted, as in a window behind others.
    audio.addEventListener("timeupdate", () => {
      const place = audio.paused ? null : loop.place(audio.currentTime);
      if (place !== null) audio.currentTime = place;
    });
    for (const event of ["play", "pause", "timeupdate", "durationchange", "seeked"]) {
      audio.addEventListener(event, () => {
        if (!isEnded) show();
      });
    }
    root.addEventListener("contextmenu", (event) => {
      if (event.target === audio) event.preventDefault();
    });
  }

  function listenToKeys() {
    const help = part("help");
    const showHelp = () => {
      help.open = !help.open;
    };
    const deeds = {
      " ": toggle,
      ArrowLeft: () => seek(now() - STEP_SECONDS),
      ArrowRight: () => seek(now() + STEP_SECONDS),
      9: () => stepVolume(-VOLUME_STEP),
      0: () => stepVolume(VOLUME_STEP),
      Escape: clearPart,
      a: () => (loop.begin(now(), length()), showPart(), tell(`${loop.words}.`)),
      b: () => (loop.end(now(), length()), showPart(), tell(`${loop.words}.`)),
      l: toggleRepeat,
      "-": () => stepSpeed(-1),
      "+": () => stepSpeed(1),
      "=": () => stepSpeed(1),
      "?": showHelp,
    };
    useKeys(deeds, { isOff: () => isEnded || !part("keys").checked });
  }

  audio.preservesPitch = true;
  setVolume();
  listenToControls();
  listenToSound();
  listenToKeys();
  part("controls").hidden = false;
  play.focus();
  stamp();
  setInterval(stamp, 30000);
  showPart();
  ask();
  paint();
}

// A second press while the first is on its way would find the link used.
function startLink(form) {
  form.addEventListener("submit", () => {
    form.querySelector("button").disabled = true;
  });
}

const player = document.querySelector("[data-player]");
const link = document.querySelector("[data-open]");
if (player) startPlayer(player);
if (link) startLink(link);
