// Selects whose options come from the app while one types.

import { act, worked } from "./act.js";
import { all, here, make, on, one } from "./dom.js";
import { dispatch } from "./elements.js";
import { place } from "./menus.js";
import { chosenIn } from "./values.js";

const WAIT_MS = 250;

let timer = 0;

async function search(field) {
  const frame = field.closest(".element");
  const words = field.value.trim();
  if (words.length < Number(field.dataset.least)) return hide(frame);
  const { message, channel, view } = frame.closest("[data-message], [data-view]").dataset;
  const result = await act("options", {
    user: here().user,
    action_id: frame.dataset.action,
    block_id: frame.dataset.block,
    value: words,
    ...(view ? { view_id: view } : { channel, message_ts: message }),
  });
  if (!frame.isConnected || field.value.trim() !== words) return;
  show(frame, field, worked(result) ? result.options : null, result.shown);
}

function show(frame, field, options, trouble) {
  const list = one("[role=listbox]", frame);
  const rows = (options ?? []).map((option, index) => {
    const row = make("div", { role: "option", id: `${list.id}-${index}` }, option.text.text);
    row.option = option;
    return row;
  });
  const empty = make("p", { class: "note" }, options ? "No results" : `⚠ ${trouble}`);
  list.replaceChildren(...(rows.length ? rows : [empty]));
  list.showPopover();
  place(list, field);
  field.setAttribute("aria-expanded", "true");
  point(field, list, 0);
}

function hide(frame) {
  const list = one("[role=listbox]", frame);
  if (list.matches(":popover-open")) list.hidePopover();
  one("[role=combobox]", frame).setAttribute("aria-expanded", "false");
}

function point(field, list, index) {
  const rows = all("[role=option]", list);
  rows.forEach((row, at) => row.setAttribute("aria-selected", String(at === index)));
  if (rows[index]) field.setAttribute("aria-activedescendant", rows[index].id);
  else field.removeAttribute("aria-activedescendant");
}

function choose(frame, option) {
  const kept = one("[data-options]", frame);
  const field = one("[role=combobox]", frame);
  const isMany = frame.dataset.type.startsWith("multi_");
  const before = isMany ? JSON.parse(kept.value || "[]") : [];
  kept.value = JSON.stringify([...before.filter((each) => each.value !== option.value), option]);
  field.value = isMany ? "" : option.text.text;
  if (isMany) field.previousElementSibling.append(make("span", { class: "chip" }, option.text.text));
  hide(frame);
  if ("dispatch" in frame.dataset) dispatch(frame, chosenIn(frame));
}

function steer(event, field) {
  const frame = field.closest(".element");
  const list = one("[role=listbox]", frame);
  if (!list.matches(":popover-open")) return;
  const rows = all("[role=option]", list);
  const now = rows.findIndex((row) => row.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown") point(field, list, (now + 1) % rows.length);
  else if (event.key === "ArrowUp") point(field, list, (now - 1 + rows.length) % rows.length);
  else if (event.key === "Enter" && rows[now]) choose(frame, rows[now].option);
  else if (event.key === "Escape") hide(frame);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

export function startExternal() {
  on("input", ".element [role=combobox]", (_event, field) => {
    if (!field.closest(".element").dataset.type.startsWith("multi_")) one("[data-options]", field.closest(".element")).value = "[]";
    clearTimeout(timer);
    timer = setTimeout(() => search(field), WAIT_MS);
  });
  on("focusin", ".element [role=combobox]", (_event, field) => field.dataset.least === "0" && search(field));
  on("focusout", ".element [role=combobox]", (_event, field) => setTimeout(() => hide(field.closest(".element")), 150));
  on("mousedown", ".element [role=listbox] [role=option]", (event, row) => {
    event.preventDefault();
    choose(row.closest(".element"), row.option);
  });
  document.addEventListener("keydown", (event) => {
    const field = event.target.closest?.(".element [role=combobox]");
    if (field) steer(event, field);
  }, true);
}
