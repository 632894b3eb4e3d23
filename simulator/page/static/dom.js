// Small ways of finding things on the page.

export const byId = (id) => document.getElementById(id);
export const one = (selector, root = document) => root.querySelector(selector);
export const all = (selector, root = document) => [...root.querySelectorAll(selector)];

export const here = () => ({
  user: document.body.dataset.user,
  place: document.body.dataset.place,
  thread: document.body.dataset.thread || "",
});

/** Calls `react` for events on elements that match now or will be there later. */
export function on(kind, selector, react) {
  document.addEventListener(kind, (event) => {
    const found = event.target instanceof Element ? event.target.closest(selector) : null;
    if (found) react(event, found);
  });
}

/** Says a sentence to people who do not see the page. */
export function say(words) {
  const said = byId("said");
  said.textContent = "";
  requestAnimationFrame(() => {
    said.textContent = words;
  });
}

export function make(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}
