// Writing: messages, replies, slash commands; drafts stay when one goes elsewhere.

import { act, worked } from "./act.js";
import { choose, closeList, complete, steer } from "./completions.js";
import { all, byId, here, make, on, one } from "./dom.js";
import { toEnd } from "./messages.js";
import { clearNotices, notice } from "./notices.js";

const TALLEST_PX = 200;

const draftKey = (form) => `draft ${here().user} ${form.dataset.channel} ${form.dataset.thread ?? ""}`;

async function send(form) {
  const field = one("[data-text]", form);
  const text = field.value;
  if (!text.trim()) return;
  const editing = form.dataset.editing;
  clear(form);
  const result = await act(...deed(form, text, editing));
  if (worked(result)) {
    if (result.ts) toEnd(byId(form.dataset.thread ? "thread-scroll" : "scroll"));
    return;
  }
  notice(result.shown, form);
  giveBack(form, text, editing);
}

function deed(form, text, editing) {
  const { channel, thread } = form.dataset;
  const common = { user: here().user, channel };
  if (editing) return ["message", { ...common, text, edit_ts: editing, has_names: true }];
  const command = /^(\/[^\s/]+)(?:\s+([\s\S]*))?$/.exec(text.trim());
  if (command) {
    const [, name, rest = ""] = command;
    return ["command", { ...common, command: name, text: rest, ...(thread ? { thread_ts: thread } : {}) }];
  }
  const reply = thread ? { thread_ts: thread, reply_broadcast: one("[data-also]", form)?.checked ?? false } : {};
  return ["message", { ...common, text, has_names: true, ...reply }];
}

/** What could not be sent comes back, unless something else was begun meanwhile. */
function giveBack(form, text, editing) {
  const now = byId(form.dataset.thread ? "reply" : "compose");
  if (!now || now.value) return;
  if (now.form.dataset.channel !== form.dataset.channel || now.form.dataset.thread !== form.dataset.thread) return;
  if (editing) beginEditing(now.form, editing);
  write(now, text);
}

export function clear(form) {
  clearNotices();
  endEditing(form);
  write(one("[data-text]", form), "");
  const also = one("[data-also]", form);
  if (also) also.checked = false;
}

function write(field, text) {
  field.value = text;
  grow(field);
  keepDraft(field.form);
  closeList(field);
}

function grow(field) {
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight + 2, TALLEST_PX)}px`;
}

function keepDraft(form) {
  if (form.dataset.editing) return;
  const { value } = one("[data-text]", form);
  if (value) sessionStorage.setItem(draftKey(form), value);
  else sessionStorage.removeItem(draftKey(form));
}

/** To be called when composers were drawn anew. */
export function restoreDrafts() {
  for (const form of all("form.composer")) {
    const field = one("[data-text]", form);
    if (!field.value) field.value = sessionStorage.getItem(draftKey(form)) ?? "";
    grow(field);
  }
}

export function edit(message) {
  const isReply = "inThread" in message.dataset;
  const field = byId(isReply ? "reply" : "compose");
  if (!field) return;
  beginEditing(field.form, message.dataset.message);
  field.value = message.dataset.words;
  grow(field);
  field.focus();
}

function beginEditing(form, ts) {
  form.dataset.editing = ts;
  const stop = make("button", { type: "button", class: "button" }, "Cancel");
  stop.addEventListener("click", () => clear(form));
  const bar = one(".edits", form);
  bar.replaceChildren(make("span", {}, "You are editing a message."), stop);
  bar.hidden = false;
}

function endEditing(form) {
  delete form.dataset.editing;
  one(".edits", form).hidden = true;
}

async function useShortcut(callback, field) {
  const result = await act("shortcut", { user: here().user, callback_id: callback });
  if (!worked(result)) notice(result.shown, field.form);
}

/** ArrowUp in an empty composer edits one's last message, as in Slack. */
function editLast(field) {
  const pane = field.closest("aside, main");
  const last = all("[data-own]", pane).at(-1);
  if (last) edit(last);
}

function pressed(event, field) {
  if (event.isComposing) return;
  if (steer(event, field, (callback) => useShortcut(callback, field))) {
    event.preventDefault();
    event.stopPropagation();
    return;
  }
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    send(field.form);
  } else if (event.key === "ArrowUp" && !field.value) {
    event.preventDefault();
    editLast(field);
  } else if (event.key === "Escape" && field.form.dataset.editing) {
    event.preventDefault();
    event.stopPropagation();
    clear(field.form);
  }
}

export function startComposer() {
  on("keydown", "[data-text]", pressed);
  on("input", "[data-text]", (_event, field) => {
    grow(field);
    keepDraft(field.form);
    complete(field);
  });
  on("submit", "form.composer", (event, form) => {
    event.preventDefault();
    send(form);
    one("[data-text]", form).focus();
  });
  on("mousedown", ".choices [role=option]", (event, row) => {
    event.preventDefault();
    const field = one("[data-text]", row.closest("form"));
    const callback = choose(field, row);
    if (callback) useShortcut(callback, field);
  });
  on("focusout", "[data-text]", (_event, field) => closeList(field));
  restoreDrafts();
}
