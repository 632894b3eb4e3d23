// What a person does with a message: react, answer, copy its link, edit, delete, use a shortcut.

import { act, worked } from "./act.js";
import { edit } from "./composer.js";
import { here, on, say } from "./dom.js";
import { closeMenu, opener } from "./menus.js";
import { addressOf, openThread } from "./navigate.js";
import { notice } from "./notices.js";
import { askToDelete } from "./question.js";

const idsOf = (message) => ({
  user: here().user,
  channel: message.dataset.channel,
  ts: message.dataset.message,
});

async function tryTo(deed, request, message) {
  const result = await act(deed, request);
  if (!worked(result)) notice(result.shown, message);
}

function react(message, name) {
  return tryTo("reaction", { ...idsOf(message), name }, message);
}

function useShortcut(message, callback) {
  const { user, channel, ts } = idsOf(message);
  return tryTo("message_shortcut", { user, channel, message_ts: ts, callback_id: callback }, message);
}

async function copyLink(message) {
  const thread = message.dataset.thread;
  const link = location.origin + addressOf({ ...here(), place: message.dataset.channel, thread });
  try {
    await navigator.clipboard.writeText(link);
    say("Link copied.");
  } catch {
    notice(link, message);
  }
}

async function remove(message) {
  if (await askToDelete()) await tryTo("message_delete", idsOf(message), message);
}

const DEEDS = {
  reply: (message) => openThread(message.dataset.thread),
  link: copyLink,
  edit: (message) => edit(message),
  delete: remove,
  shortcut: (message, item) => useShortcut(message, item.dataset.value),
  react: (message, item) => react(message, item.dataset.value),
  global: (_message, item) => tryTo("shortcut", { user: here().user, callback_id: item.dataset.value }, null),
};

export function startTools() {
  on("click", "[data-do]", (_event, item) => {
    const message = opener()?.closest("[data-message]");
    closeMenu({ isFocusBack: true });
    DEEDS[item.dataset.do](message, item);
  });
  on("click", "[data-tool=reply]", (_event, button) => openThread(button.closest("[data-message]").dataset.thread));
  on("click", "[data-tool=dismiss]", (_event, button) => {
    const message = button.closest("[data-message]");
    tryTo("dismiss", idsOf(message), message);
  });
  on("click", "[data-react]", (_event, button) => react(button.closest("[data-message]"), button.dataset.react));
  on("click", "[data-join]", (_event, button) =>
    tryTo("join", { user: here().user, channel: button.dataset.join }, button),
  );
  on("click", "[data-leave]", (_event, button) =>
    tryTo("leave", { user: here().user, channel: button.dataset.leave }, button),
  );
}
