// The modal in front: opened, sent, gone back from and closed; what was typed stays when something fails.

import { act, worked } from "./act.js";
import { all, byId, here, on, one } from "./dom.js";
import { firstField, showError } from "./keep.js";
import { valuesIn } from "./values.js";

let before = null;
let shownView = "";
/** The form that was sent; it stays busy until it was refused or the workspace has drawn what came of it. */
let sent = null;

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
  if (isSent(form)) busy(form, true);
  else sent = null;
}

function hideModal(dialog) {
  shownView = "";
  sent = null;
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
  sent = { view, version: form.dataset.version };
  const result = await act("view_submission", { user: here().user, view_id: view, values: valuesIn(form) });
  const errors = Object.entries(result.errors ?? {});
  if (worked(result) && !errors.length) return;
  sent = null;
  const now = one("#modal form");
  if (!now || now.dataset.view !== view) return;
  busy(now, false);
  if (errors.length) showErrors(now, errors);
  else banner(result.shown);
}

function isSent({ dataset }) {
  return dataset.view === sent?.view && dataset.version === sent.version;
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
