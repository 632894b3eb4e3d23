// The part that is repeated: two times in seconds, and whether it is repeated now.

export const SHORTEST_SECONDS = 0.1;

export class Part {
  from = null;
  to = null;
  isOn = false;

  get isMarked() {
    return this.from !== null;
  }

  mark(one, other, length) {
    const clamp = (seconds) => Math.min(length, Math.max(0, seconds));
    const [from, to] = [clamp(Math.min(one, other)), clamp(Math.max(one, other))];
    this.from = round(Math.max(0, Math.min(from, length - SHORTEST_SECONDS)));
    this.to = round(Math.min(length, Math.max(to, this.from + SHORTEST_SECONDS)));
    this.isOn = true;
  }

  begin(at, length) {
    this.mark(at, this.isMarked && this.to > at ? this.to : length, length);
  }

  end(at, length) {
    this.mark(this.isMarked && this.from < at ? this.from : 0, at, length);
  }

  clear() {
    this.from = null;
    this.to = null;
    this.isOn = false;
  }

  // Where to go on, when it plays at this place; null to go on as it is.
  place(at) {
    if (!this.isOn || !this.isMarked) return null;
    return at >= this.to || at < this.from - SHORTEST_SECONDS / 2 ? this.from : null;
  }

  get words() {
    if (!this.isMarked) return "";
    return `${this.isOn ? "Repeating" : "Marked"} ${this.from.toFixed(1)} s to ${this.to.toFixed(1)} s`;
  }
}

function round(seconds) {
  return Math.round(seconds * 100) / 100;
}
