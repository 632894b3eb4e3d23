// Going from place to place without loading the page anew; every place has its own address.

import { byId, here, on } from "./dom.js";
import { look } from "./live.js";

let arrival = null;

export function addressOf({ user, place, thread }) {
  const query = new URLSearchParams({ user, channel: place });
  if (thread) query.set("thread", thread);
  return `/?${query}`;
}

/** Goes there; once it is shown, `then` is called. */
export function go(address, then = focusPlace) {
  history.pushState(null, "", address);
  arrival = then;
  closeNav();
  look(address.slice(address.indexOf("?")));
}

export function openThread(ts) {
  go(addressOf({ ...here(), thread: ts }), () => byId("reply")?.focus());
}

function closeThread() {
  const { thread } = here();
  const back = () => (byId(`m${thread}-replies`) ?? byId(`m${thread}-reply`) ?? byId("compose"))?.focus();
  go(addressOf({ ...here(), thread: "" }), back);
}

/** To be called when the page shows what the address asks for. */
export function arrived(at, title) {
  const { body } = document;
  const isElsewhere = body.dataset.place !== at.channel || body.dataset.user !== at.user;
  const isOtherThread = (body.dataset.thread ?? "") !== (at.thread ?? "");
  body.dataset.user = at.user;
  body.dataset.place = at.channel;
  body.dataset.thread = at.thread ?? "";
  body.classList.toggle("at-home", at.channel === "home");
  body.classList.toggle("with-thread", Boolean(at.thread));
  document.querySelector("aside.side").hidden = !at.thread;
  document.title = `${title} · ${body.dataset.team}`;
  const then = arrival;
  if (isElsewhere || isOtherThread) arrival = null;
  return { isElsewhere, isOtherThread, then: isElsewhere || isOtherThread ? then : null };
}

function focusPlace() {
  (byId("compose") ?? byId("place-title"))?.focus();
}

export function openNav() {
  document.body.classList.add("nav-open");
  (document.querySelector("nav.places [aria-current]") ?? byId("user"))?.focus();
}

export function closeNav() {
  document.body.classList.remove("nav-open");
}

export function startNavigating() {
  on("click", "a[data-go]", (event, link) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    event.preventDefault();
    if (link.id === "close-thread") return closeThread();
    const { searchParams } = new URL(link.href);
    if (searchParams.get("thread")) return openThread(searchParams.get("thread"));
    const isHere = searchParams.get("channel") === here().place;
    go(`/?${searchParams}`, link.closest(".tabs") ? () => byId(link.id)?.focus() : focusPlace);
    if (isHere) focusPlace();
  });
  on("change", "select[data-user]", (_event, select) =>
    go(addressOf({ user: select.value, place: here().place }), () => byId("user")?.focus()),
  );
  on("click", "[data-nav]", (_event, button) => {
    if (button.dataset.nav === "open") return openNav();
    closeNav();
    byId("open-nav")?.focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open]")) return;
    if (document.body.classList.contains("nav-open")) {
      closeNav();
      byId("open-nav")?.focus();
    } else if (here().thread && event.target.closest?.("aside.side")) {
      closeThread();
    }
  });
  addEventListener("popstate", () => {
    arrival = focusPlace;
    look(location.search);
  });
}
