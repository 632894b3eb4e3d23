// Buttons, menus, selects and the rest in messages, modals and Home: what is pressed or chosen reaches the app.

import { act, worked } from "./act.js";
import { all, byId, here, on, one } from "./dom.js";
import { closeMenu } from "./menus.js";
import { ask } from "./question.js";
import { chosenIn, valuesIn } from "./values.js";

const WAIT_MS = 500;
const TEXTS = ["plain_text", "email_text", "url_text", "number"].map((kind) => `[data-type=${kind}_input]`).join(", ");

const timers = new WeakMap();

/** Tells the app, after the question that the element may ask first. */
export async function dispatch(frame, chosen) {
  const question = one("template.confirm", frame);
  const control = one("[id]", frame)?.id;
  if (question && !(await ask(question.content.cloneNode(true)))) return undo(frame);
  const container = frame.closest("[data-message], [data-view]");
  trouble(frame, "");
  frame.classList.add("busy");
  const result = await act("block_action", { ...target(container, frame), ...chosen });
  const now = frame.isConnected ? frame : byId(control)?.closest(".element");
  now?.classList.remove("busy");
  if (!worked(result) && now) trouble(now, result.shown);
}

function target(container, frame) {
  const { message, channel, view } = container.dataset;
  const common = {
    user: here().user,
    action_id: frame.dataset.action,
    block_id: frame.dataset.block,
    values: valuesIn(container),
  };
  return view ? { ...common, view_id: view } : { ...common, channel, message_ts: message };
}

function trouble(frame, words) {
  one(":scope > .trouble", frame).textContent = words ? `⚠ ${words}` : "";
}

/** What was not confirmed goes back to how it was. */
function undo(frame) {
  for (const option of all("option", frame)) option.selected = option.defaultSelected;
  for (const box of all("input[type=checkbox], input[type=radio]", frame)) box.checked = box.defaultChecked;
}

const frameOf = (part) => part.closest(".element");
const hears = (frame, trigger) => {
  const triggers = (frame.dataset.triggers || "on_enter_pressed").split(" ");
  return "dispatch" in frame.dataset && triggers.includes(trigger);
};

function pressed(_event, button) {
  const { value } = button.dataset;
  dispatch(frameOf(button), value === undefined ? {} : { value });
}

function changed(event, field) {
  const frame = frameOf(field);
  if (frame.matches(TEXTS) || field.closest("details.many") || field.matches("[role=combobox]")) return;
  if ("dispatch" in frame.dataset) dispatch(frame, chosenIn(frame));
  event.stopPropagation();
}

/** The summary says what is chosen; too many at once are not. */
function counted(_event, box) {
  const frame = frameOf(box);
  const most = Number(frame.dataset.many || Infinity);
  if (all("input:checked", frame).length > most) box.checked = false;
  const names = all("input:checked", frame).map((each) => each.nextElementSibling.textContent);
  const summary = one("summary", frame);
  summary.textContent = names.join(", ") || summary.dataset.empty;
  frame.dataset.touched = "true";
}

/** Slack tells the app of a list with several choices when it is closed. */
function closed(event) {
  const frame = event.target.closest?.(".element");
  if (!frame || event.target.open || !frame.dataset.touched) return;
  delete frame.dataset.touched;
  if ("dispatch" in frame.dataset) dispatch(frame, chosenIn(frame));
}

function typedIn(_event, field) {
  const frame = frameOf(field);
  if (!hears(frame, "on_character_entered")) return;
  clearTimeout(timers.get(frame));
  timers.set(
    frame,
    setTimeout(() => frame.isConnected && dispatch(frame, chosenIn(frame)), WAIT_MS),
  );
}

function entered(event, field) {
  const frame = frameOf(field);
  if (event.key !== "Enter" || event.isComposing || !hears(frame, "on_enter_pressed")) return;
  event.preventDefault();
  dispatch(frame, chosenIn(frame));
}

export function startElements() {
  on("click", ".element [data-press]", pressed);
  on("click", ".element [data-choose]", (_event, item) => {
    const frame = frameOf(item);
    closeMenu({ isFocusBack: true });
    dispatch(frame, { selected_option: item.dataset.choose });
  });
  on("change", ".element :is(select, input)", changed);
  on("change", ".element details.many input", counted);
  document.addEventListener("toggle", closed, true);
  on("input", `:is(${TEXTS}) :is(input, textarea)`, typedIn);
  on("keydown", `:is(${TEXTS}) input`, entered);
  document.addEventListener("click", (event) => {
    for (const open of all("details.many[open], details.members[open]")) {
      if (!open.contains(event.target)) open.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    const open = event.key === "Escape" && event.target.closest?.("details.many[open], details.members[open]");
    if (!open) return;
    event.preventDefault();
    event.stopPropagation();
    open.open = false;
    one("summary", open).focus();
  }, true);
}
