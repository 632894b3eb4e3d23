// What the fields of a form hold, in the words of Slack's state.

import { all, one } from "./dom.js";

const boxes = (frame) => all("input:checked", frame).map((box) => box.value);
const options = (frame) => JSON.parse(one("[data-options]", frame).value || "[]");
const typed = (frame) => one("input, textarea", frame).value;
const selected = (frame) => one("select", frame).value || null;

function seconds(frame) {
  const { value } = one("input", frame);
  return value ? Math.floor(new Date(value).getTime() / 1000) : null;
}

// Of each kind: how it is read, and the name under which an action carries it.
const KINDS = {
  plain_text_input: [typed, "value"],
  email_text_input: [typed, "value"],
  url_text_input: [typed, "value"],
  number_input: [typed, "value"],
  rich_text_input: [typed, "rich_text_value"],
  datepicker: [(frame) => typed(frame) || null, "selected_date"],
  timepicker: [(frame) => typed(frame) || null, "selected_time"],
  datetimepicker: [seconds, "selected_date_time"],
  radio_buttons: [(frame) => boxes(frame)[0] ?? null, "selected_option"],
  checkboxes: [boxes, "selected_options"],
  static_select: [selected, "selected_option"],
  users_select: [selected, "selected_user"],
  channels_select: [selected, "selected_channel"],
  conversations_select: [selected, "selected_conversation"],
  external_select: [(frame) => options(frame)[0] ?? null, "selected_option"],
  multi_static_select: [boxes, "selected_options"],
  multi_users_select: [boxes, "selected_users"],
  multi_channels_select: [boxes, "selected_channels"],
  multi_conversations_select: [boxes, "selected_conversations"],
  multi_external_select: [options, "selected_options"],
};

/** `{block_id: {action_id: value}}` of every field in the place. */
export function valuesIn(place) {
  const values = {};
  for (const frame of all(".element", place)) {
    const kind = KINDS[frame.dataset.type];
    if (!kind) continue;
    values[frame.dataset.block] ??= {};
    values[frame.dataset.block][frame.dataset.action] = kind[0](frame);
  }
  return values;
}

/** What an action says that was chosen or typed in this element. */
export function chosenIn(frame) {
  const kind = KINDS[frame.dataset.type];
  return kind ? { [kind[1]]: kind[0](frame) } : {};
}

/** Moments come as seconds; the field shows them on this computer's clock. */
export function showMoments(place) {
  for (const field of all("[data-seconds]", place)) {
    const at = new Date(Number(field.dataset.seconds) * 1000);
    const local = new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
    field.value = local.toISOString().slice(0, 16);
    delete field.dataset.seconds;
  }
}
