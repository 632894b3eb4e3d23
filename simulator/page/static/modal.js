// The modal in front: opened, sent, gone back from and closed; what was typed stays when something fails.

import { act, worked } from "./act.js";
import { all, byId, here, on, one } from "./dom.js";
import { firstField, showError } from "./keep.js";
import { valuesIn } from "./values.js";

let before = null;
let shownView = "";

/** To be called whenever the region of the modal has changed. */
export function showModal() {
  const dialog = byId("modal");
  const form = one("form", dialog);
  if (!form) return hideModal(dialog);
  if (!dialog.open) {
    const active = document.activeElement;
    before = [active?.id, active?.closest("[data-message]")?.dataset.message];
    dialog.showModal();
  }
  if (form.dataset.view !== shownView) (firstField(dialog) ?? byId("modal-title")).focus();
  shownView = form.dataset.view;
}

function hideModal(dialog) {
  shownView = "";
  if (!dialog.open) return;
  dialog.close();
  const [id, message] = before ?? [];
  const button = id ? byId(id) : null;
  const article = message ? one(`[data-message="${message}"]`) : null;
  (button ?? article ?? byId("compose") ?? byId("place-title"))?.focus();
  before = null;
}

async function submit(form) {
  if (form.getAttribute("aria-busy")) return;
  const view = form.dataset.view;
  for (const alert of all(".error", form)) showError(alert, "");
  banner("");
  busy(form, true);
  const result = await act("view_submission", { user: here().user, view_id: view, values: valuesIn(form) });
  const now = one("#modal form");
  if (now) busy(now, false);
  if (!now || now.dataset.view !== view) return;
  const errors = Object.entries(result.errors ?? {});
  if (errors.length) showErrors(now, errors);
  else if (!worked(result)) banner(result.shown);
}

function showErrors(form, errors) {
  for (const [block, words] of errors) {
    const alert = one(`[data-input="${CSS.escape(block)}"] .error`, form);
    if (alert) showError(alert, words);
    else banner(words);
  }
  const first = one("[aria-invalid]", form);
  (first?.matches(".boxes") ? one("input", first) : first)?.focus();
}

function banner(words) {
  const place = byId("modal-banner");
  if (place) place.textContent = words ? `⚠ ${words}` : "";
}

function busy(form, isBusy) {
  const button = byId("modal-submit");
  if (isBusy) form.setAttribute("aria-busy", "true");
  else form.removeAttribute("aria-busy");
  if (button) button.disabled = isBusy;
}

async function leave(isCleared) {
  const form = one("#modal form");
  if (!form) return;
  const result = await act("view_close", {
    user: here().user,
    view_id: form.dataset.view,
    is_cleared: isCleared,
  });
  if (!worked(result) && result.outcome === "unreachable") banner(result.shown);
}

export function startModal() {
  const dialog = byId("modal");
  dialog.addEventListener("submit", (event) => {
    event.preventDefault();
    submit(event.target);
  });
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    leave(true);
  });
  on("click", "[data-modal]", (_event, button) => leave(button.dataset.modal === "close"));
  showModal();
}
