// The connection by which the page learns of every change; it comes back by itself when it breaks.

import { byId } from "./dom.js";

const SILENCE_MS = 25_000;
const SHORTEST_WAIT_MS = 300;
const LONGEST_WAIT_MS = 5_000;
const GLAD_MS = 3_000;

let socket = null;
let address = "";
let wait = SHORTEST_WAIT_MS;
let silence = 0;
let wasLost = false;
let hear = () => {};

/** `listen` gets each piece of news. */
export function connect(at, listen) {
  address = at;
  hear = listen;
  open();
}

export function look(at) {
  address = at;
  tell({ look: at });
}

export function tell(word) {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(word));
}

function open() {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  socket = new WebSocket(`${scheme}//${location.host}/page/live`);
  socket.addEventListener("open", () => tell({ look: address }));
  socket.addEventListener("message", (event) => {
    listening();
    hear(JSON.parse(event.data));
  });
  socket.addEventListener("close", lost);
}

function listening() {
  wait = SHORTEST_WAIT_MS;
  clearTimeout(silence);
  silence = setTimeout(() => socket.close(), SILENCE_MS);
  if (!wasLost) return;
  wasLost = false;
  show("Connected again.", "back");
  setTimeout(() => !wasLost && show("", ""), GLAD_MS);
}

function lost() {
  clearTimeout(silence);
  wasLost = true;
  show("The connection to the workspace is lost. Trying again…", "lost");
  setTimeout(open, wait);
  wait = Math.min(wait * 2, LONGEST_WAIT_MS);
}

function show(words, state) {
  const banner = byId("connection");
  banner.textContent = words;
  banner.className = `connection ${state}`;
}

// A page that is left must not say that its connection is lost.
addEventListener("pagehide", () => socket?.removeEventListener("close", lost));
addEventListener("pageshow", (event) => event.persisted && open());
