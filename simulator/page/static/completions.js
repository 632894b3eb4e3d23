// The list above the composer that narrows while one types `/`, `@` or `#`.

import { all, byId, one } from "./dom.js";

const MOST = 12;

/** What is being typed at the caret: its sign, its beginning, and where it stands. */
function tokenAt(field) {
  const before = field.value.slice(0, field.selectionStart);
  if (/^\/\S*$/.test(before)) return { sign: "/", word: before, start: 0 };
  if (/^\/\S+ $/.test(before)) return { sign: "/", word: before.trimEnd(), start: 0, isComplete: true };
  const found = /(?:^|\s)([@#])([\w.-]*)$/.exec(before);
  if (!found) return null;
  return { sign: found[1], word: found[1] + found[2], start: before.length - found[2].length - 1 };
}

function matching({ sign, word, isComplete }) {
  const wanted = word.toLowerCase();
  const rows = all(`[data-region=completions] [data-sign="${sign}"]`);
  if (isComplete) return rows.filter((row) => row.dataset.name === word);
  return rows.filter((row) => {
    const name = row.dataset.name.toLowerCase();
    const about = one("small", row)?.textContent.toLowerCase() ?? "";
    return name.startsWith(wanted) || (name + about).includes(wanted.slice(1));
  });
}

export function complete(field) {
  const list = listOf(field);
  const token = tokenAt(field);
  const rows = token ? matching(token).slice(0, MOST) : [];
  if (!rows.length) return closeList(field);
  list.replaceChildren(
    ...rows.map((row, index) => {
      const copy = row.cloneNode(true);
      copy.id = `${list.id}-${index}`;
      return copy;
    }),
  );
  list.hidden = false;
  field.setAttribute("aria-expanded", "true");
  // A command that is written out is sent by Enter, not completed once more.
  const isWritten = rows.some((row) => row.dataset.name === token.word);
  point(field, token.isComplete || isWritten ? -1 : 0);
}

export function closeList(field) {
  const list = listOf(field);
  if (!list) return;
  list.hidden = true;
  list.replaceChildren();
  field.setAttribute("aria-expanded", "false");
  field.removeAttribute("aria-activedescendant");
}

const listOf = (field) => byId(`${field.id}-list`);
const rowsOf = (field) => all("[role=option]", listOf(field));
const pointed = (field) => rowsOf(field).findIndex((row) => row.getAttribute("aria-selected") === "true");

function point(field, index) {
  const rows = rowsOf(field);
  rows.forEach((row, at) => row.setAttribute("aria-selected", String(at === index)));
  if (rows[index]) {
    field.setAttribute("aria-activedescendant", rows[index].id);
    rows[index].scrollIntoView({ block: "nearest" });
  } else field.removeAttribute("aria-activedescendant");
}

/** Puts the chosen row into the text; a shortcut is returned instead. */
export function choose(field, row) {
  const token = tokenAt(field);
  const { insert, shortcut } = row.dataset;
  closeList(field);
  if (shortcut) {
    field.value = "";
    return shortcut;
  }
  if (token) {
    field.setRangeText(insert, token.start, field.selectionStart, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  field.focus();
  return null;
}

/** True when the key was for the list; `took` is called with a shortcut that was chosen. */
export function steer(event, field, took) {
  const rows = rowsOf(field);
  if (listOf(field).hidden || !rows.length) return false;
  const now = pointed(field);
  if (event.key === "ArrowDown") point(field, (now + 1) % rows.length);
  else if (event.key === "ArrowUp") point(field, (now - 1 + rows.length) % rows.length);
  else if (event.key === "Escape") closeList(field);
  else if ((event.key === "Enter" || event.key === "Tab") && now >= 0 && !event.shiftKey) {
    const shortcut = choose(field, rows[now]);
    if (shortcut) took(shortcut);
  } else return false;
  return true;
}
