// Putting what the workspace sends into its place on the page.

import { all, one } from "./dom.js";
import { exchange, swap } from "./keep.js";

/** Names of the regions and lists that changed. */
export function apply(news) {
  const changed = [];
  for (const [name, [hash, html]] of Object.entries(news.regions ?? {})) {
    const place = one(`[data-region="${name}"]`);
    if (!place || place.dataset.hash === hash) continue;
    swap(place, html);
    place.dataset.hash = hash;
    changed.push(name);
  }
  for (const [name, list] of Object.entries(news.lists ?? {})) {
    if (applyList(one(`[data-list="${name}"]`), list)) changed.push(name);
  }
  return changed;
}

function applyList(place, { keys, items }) {
  const known = new Map([...place.children].map((item) => [item.dataset.key, item]));
  const wanted = new Set(keys);
  let isChanged = false;
  for (const [key, item] of known) {
    if (wanted.has(key)) continue;
    item.remove();
    isChanged = true;
  }
  let before = null;
  for (const key of keys) {
    const old = known.get(key);
    const item = current(key, old, items[key]);
    if (!item) continue;
    isChanged ||= item !== old;
    if ((before ? before.nextElementSibling : place.firstElementChild) !== item) {
      place.insertBefore(item, before ? before.nextElementSibling : place.firstElementChild);
    }
    before = item;
  }
  return isChanged;
}

function current(key, old, sent) {
  if (!sent || old?.dataset.hash === sent[0]) return old;
  const item = document.createElement("li");
  item.dataset.key = key;
  item.dataset.hash = sent[0];
  item.innerHTML = sent[1];
  if (old) exchange(old, item);
  return item;
}

export const messagesIn = (place) => all("[data-key]", place).filter((item) => /^\d+\.\d+$/.test(item.dataset.key));
