// Exchanging a piece of the page without taking away what the person is doing in it.

import { all, byId, one } from "./dom.js";

const FIELDS = "input[id], textarea[id], select[id]";

export function swap(place, html) {
  const kept = keep(place);
  place.innerHTML = html;
  give(place, kept);
}

/** A new list item in the place of an old one. */
export function exchange(old, fresh) {
  const kept = keep(old);
  old.replaceWith(fresh);
  give(fresh, kept);
}

function keep(place) {
  const active = place.contains(document.activeElement) ? document.activeElement : null;
  return {
    focus: active?.id ? { id: active.id, range: rangeOf(active) } : null,
    fields: all(FIELDS, place).filter(isTouched).map((field) => ({ id: field.id, ...valueOf(field) })),
    opened: all("details[open] > summary[id]", place).map((summary) => summary.id),
    alerts: all("[role=alert][id]", place)
      .filter((alert) => alert.textContent)
      .map((alert) => ({ id: alert.id, words: alert.textContent, view: viewOf(alert) })),
  };
}

function give(place, kept) {
  for (const field of kept.fields) putBack(byId(field.id), field);
  for (const id of kept.opened) {
    const summary = byId(id);
    if (summary && place.contains(summary)) summary.parentElement.open = true;
  }
  for (const { id, words, view } of kept.alerts) {
    const alert = byId(id);
    if (alert && place.contains(alert) && viewOf(alert) === view) showError(alert, words);
  }
  if (kept.focus) focusAgain(place, kept.focus);
}

/** Writes under a field what is wrong with it, and says so of the field itself. */
export function showError(alert, words) {
  alert.textContent = words;
  const field = byId(alert.id.replace(/-error$/, ""));
  if (!field || field === alert) return;
  if (words) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
}

const viewOf = (part) => part.closest("[data-view]")?.dataset.view;

function isTouched(field) {
  if ("text" in field.dataset || field.type === "hidden" || field.type === "file") return false;
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field instanceof HTMLSelectElement) return all("option", field).some((o) => o.selected !== o.defaultSelected);
  return field.value !== field.defaultValue;
}

function valueOf(field) {
  const isBox = field.type === "checkbox" || field.type === "radio";
  return isBox ? { checked: field.checked } : { value: field.value };
}

function putBack(field, kept) {
  if (!field) return;
  if ("checked" in kept) field.checked = kept.checked;
  else field.value = kept.value;
}

const rangeOf = (field) => ("selectionStart" in field ? [field.selectionStart, field.selectionEnd] : null);

function focusAgain(place, { id, range }) {
  const field = byId(id);
  // A button may go because it was pressed; the keyboard then stays at its message.
  if (!field || !place.contains(field)) return one("article", place)?.focus({ preventScroll: true });
  field.focus({ preventScroll: true });
  if (range?.[0] != null && "setSelectionRange" in field) {
    try {
      field.setSelectionRange(...range);
    } catch {
      // Fields for dates have no selection.
    }
  }
}

export const firstField = (place) =>
  one("[data-focus]", place) ?? one(".modal-body :is(input:not([type=hidden]), textarea, select, summary)", place);
