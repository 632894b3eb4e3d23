// The lists of messages: where they are scrolled to, what is read, what came while one looked elsewhere.

import { byId, here, on } from "./dom.js";
import { look, tell } from "./live.js";
import { messagesIn } from "./regions.js";

const NEAR_PX = 60;
const MORE = 50;

let shown = MORE;
let lastTold = "";

/** Remembers where the lists are; what comes back puts them there again after a change. */
export function held() {
  const holds = ["scroll", "thread-scroll"].map((id) => hold(byId(id)));
  return () => holds.forEach((back) => back());
}

function hold(scroll) {
  const isAtEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR_PX;
  const top = scroll.getBoundingClientRect().top;
  const anchor = messagesIn(scroll).find((item) => item.getBoundingClientRect().bottom > top);
  const key = anchor?.dataset.key;
  const offset = anchor?.getBoundingClientRect().top;
  return () => {
    if (isAtEnd) return toEnd(scroll);
    const again = messagesIn(scroll).find((item) => item.dataset.key === key);
    if (again) scroll.scrollTop += again.getBoundingClientRect().top - offset;
  };
}

export function toEnd(scroll = byId("scroll")) {
  scroll.scrollTop = scroll.scrollHeight;
}

export function startPlace() {
  shown = MORE;
  lastTold = "";
  const scroll = byId("scroll");
  if (document.body.classList.contains("at-home")) scroll.scrollTop = 0;
  else toEnd(scroll);
  byId("jump").hidden = true;
}

/** Tells the workspace what was read, or offers to jump to what was not. */
export function noteRead() {
  const scroll = byId("scroll");
  const isAtEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR_PX;
  const last = messagesIn(byId("messages")).at(-1)?.dataset.key ?? "";
  if (isAtEnd) byId("jump").hidden = true;
  if (!last || last <= lastTold) return;
  if (!isAtEnd) {
    byId("jump").hidden = !lastTold;
    return;
  }
  if (document.visibilityState !== "visible") return;
  lastTold = last;
  tell({ read: last });
}

function showOlder() {
  shown += MORE;
  const { user, place, thread } = here();
  const query = new URLSearchParams({ user, channel: place, shown: String(shown) });
  if (thread) query.set("thread", thread);
  look(`?${query}`);
}

export function startMessages() {
  on("click", "[data-older]", showOlder);
  byId("jump").addEventListener("click", () => {
    toEnd();
    byId("compose")?.focus();
  });
  const scroll = byId("scroll");
  scroll.addEventListener("scroll", () => {
    noteRead();
    if (scroll.scrollTop < NEAR_PX && byId("older") && !byId("older").disabled) {
      byId("older").disabled = true;
      showOlder();
    }
  });
  document.addEventListener("visibilitychange", noteRead);
  new ResizeObserver(() => {
    if (byId("jump").hidden && !document.body.classList.contains("at-home")) toEnd();
  }).observe(scroll);
}
