// A question that must be answered first: an element's confirmation, or the deletion of a message.

import { byId, make, one } from "./dom.js";

/** True when the answer was yes; Escape is a no. */
export function ask(content) {
  const dialog = byId("question");
  dialog.replaceChildren(content);
  const title = one("h2", dialog);
  if (title) dialog.setAttribute("aria-label", title.textContent);
  const before = document.activeElement?.id;
  dialog.returnValue = "no";
  dialog.showModal();
  one("[data-answer=no]", dialog)?.focus();
  return new Promise((answer) => {
    dialog.onclick = (event) => {
      const button = event.target.closest("[data-answer]");
      if (button) dialog.close(button.dataset.answer);
    };
    dialog.addEventListener(
      "close",
      () => {
        byId(before)?.focus();
        answer(dialog.returnValue === "yes");
      },
      { once: true },
    );
  });
}

export function askToDelete() {
  const no = make("button", { type: "button", class: "button", "data-answer": "no" }, "Cancel");
  const yes = make("button", { type: "button", class: "button danger", "data-answer": "yes" }, "Delete");
  const words = "Are you sure you want to delete this message? This cannot be undone.";
  const content = document.createDocumentFragment();
  content.append(make("h2", {}, "Delete message"), make("p", {}, words), make("div", { class: "row end" }, no, yes));
  return ask(content);
}
