// Sentences that only this person sees, below the messages: what failed, and why.

import { byId, make } from "./dom.js";

/** `pane` is where: the form or the message in which it happened. */
export function notice(words, pane = null) {
  const isThread = Boolean(pane?.closest?.("aside.side"));
  const place = byId(isThread ? "thread-notices" : "notices");
  const close = make("button", { type: "button", class: "tool", "aria-label": "Dismiss" }, "✕");
  const shown = make(
    "div",
    { class: "notice", role: "alert" },
    make("span", { class: "only" }, "Only visible to you"),
    make("p", {}, words),
    close,
  );
  close.addEventListener("click", () => shown.remove());
  place.append(shown);
  while (place.children.length > 3) place.firstElementChild.remove();
}

export function clearNotices() {
  byId("notices").replaceChildren();
  byId("thread-notices").replaceChildren();
}
