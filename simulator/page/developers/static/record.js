// The record as it grows: the latest first, filtered by kind, subject and text.

import { control } from "./control.js";
import { clockTime, hasFailed, kindName, said, subject, title, took } from "./entries.js";

const KEPT = 2000;
const SHOWN = 300;

const list = document.getElementById("entries");
const form = document.getElementById("filter");
const count = document.getElementById("count");
const none = document.getElementById("none");
const live = document.getElementById("live");
const pause = document.getElementById("pause");

let kept = [];
let waiting = [];
const subjects = new Set();

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function filter() {
  const data = new FormData(form);
  return {
    kinds: new Set(data.getAll("kind")),
    subject: data.get("method").trim().toLowerCase(),
    text: data.get("text").trim().toLowerCase(),
    failed: data.has("failed"),
  };
}

function passes(entry, wanted) {
  if (!wanted.kinds.has(entry.kind)) return false;
  if (wanted.failed && !hasFailed(entry)) return false;
  if (wanted.subject && !subject(entry).toLowerCase().includes(wanted.subject)) return false;
  return !wanted.text || JSON.stringify(entry).toLowerCase().includes(wanted.text);
}

function copyButton(text) {
  const button = element("button", { type: "button", textContent: "Copy" });
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Not allowed to copy";
    }
  });
  return button;
}

function againButton(entry) {
  const button = element("button", { type: "button", textContent: "Deliver again" });
  button.addEventListener("click", async () => {
    button.textContent = "Delivering …";
    const answer = await control("deliver_again", { delivery_id: entry.delivery_id });
    button.textContent = answer.ok ? `Delivered again: ${answer.body.outcome}` : answer.said;
  });
  return button;
}

function details(entry) {
  const text = JSON.stringify(entry, null, 2);
  const buttons = element("p", { className: "buttons" }, copyButton(text));
  if (entry.kind === "delivery") buttons.append(againButton(entry));
  const code = element("pre", { tabIndex: 0, textContent: text });
  code.setAttribute("aria-label", `Entry ${entry.n} as JSON`);
  return [buttons, code];
}

function row(entry) {
  const failed = hasFailed(entry);
  const time = element("time", { dateTime: new Date(entry.at * 1000).toISOString(), textContent: clockTime(entry.at) });
  const summary = element(
    "summary",
    {},
    time,
    element("span", { className: "kind", textContent: kindName(entry) }),
    element("span", { className: "title", textContent: title(entry) }),
    element("span", { className: failed ? "said failed" : "said", textContent: `${failed ? "✗" : "✓"} ${said(entry)}` }),
    element("span", { className: "took", textContent: took(entry) }),
  );
  const made = element("details", {}, summary);
  made.addEventListener("toggle", () => made.open && made.children.length === 1 && made.append(...details(entry)));
  return element("li", { value: entry.n }, made);
}

function tell(shown) {
  const all = `${kept.length} ${kept.length === 1 ? "entry" : "entries"}`;
  const later = waiting.length ? `, ${waiting.length} more wait` : "";
  count.textContent = `${shown} of ${all} shown${later}.`;
  none.hidden = shown > 0;
}

function showAll() {
  const wanted = filter();
  const found = kept.filter((entry) => passes(entry, wanted)).slice(-SHOWN);
  list.replaceChildren(...found.reverse().map(row));
  tell(list.children.length);
}

function learn(entries) {
  const before = subjects.size;
  for (const entry of entries) {
    if (entry.kind !== "ack") subjects.add(subject(entry));
  }
  if (subjects.size > before) {
    const options = [...subjects].sort().map((value) => element("option", { value }));
    document.getElementById("methods").replaceChildren(...options);
  }
}

function add(entries) {
  kept = kept.concat(entries).slice(-KEPT);
  learn(entries);
  const wanted = filter();
  const rows = entries.filter((entry) => passes(entry, wanted)).slice(-SHOWN).reverse().map(row);
  list.prepend(...rows);
  while (list.children.length > SHOWN) list.lastChild.remove();
  tell(list.children.length);
}

function togglePause() {
  const isPaused = pause.getAttribute("aria-pressed") !== "true";
  pause.setAttribute("aria-pressed", String(isPaused));
  pause.textContent = isPaused ? "Go on" : "Pause";
  if (!isPaused) add(waiting.splice(0));
}

export function followRecord(heard) {
  const stream = new EventSource("/developers/stream");
  stream.addEventListener("open", () => (live.textContent = "● Live"));
  stream.addEventListener("error", () => (live.textContent = "○ The workspace is away; trying again …"));
  stream.addEventListener("message", ({ data }) => {
    const entries = JSON.parse(data);
    if (pause.getAttribute("aria-pressed") === "true") {
      waiting = waiting.concat(entries).slice(-KEPT);
      tell(list.children.length);
    } else if (entries.length) {
      add(entries);
    }
    heard(entries);
  });
  form.addEventListener("input", showAll);
  form.addEventListener("submit", (event) => event.preventDefault());
  pause.addEventListener("click", togglePause);
  document.getElementById("forget").addEventListener("click", () => {
    kept = [];
    showAll();
  });
}
