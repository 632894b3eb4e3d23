// The page comes to life: everything is drawn by the workspace, and only what moves is here.

import { act } from "./act.js";
import { startAttaching } from "./attach.js";
import { restoreDrafts, startComposer } from "./composer.js";
import { byId, here, on } from "./dom.js";
import { startElements } from "./elements.js";
import { startExternal } from "./external.js";
import { connect } from "./live.js";
import { closeMenu, startMenus } from "./menus.js";
import { held, noteRead, startMessages, startPlace, toEnd } from "./messages.js";
import { showModal, startModal } from "./modal.js";
import { arrived, startNavigating } from "./navigate.js";
import { clearNotices } from "./notices.js";
import { apply } from "./regions.js";
import { startTools } from "./tools.js";
import { showMoments } from "./values.js";

/** Slack tells the app each time that somebody opens its Home or its messages. */
function tellOfHome() {
  const { user, place } = here();
  const tab = document.querySelector(".tabs a[aria-current]")?.id;
  if (place === "home") act("home_open", { user });
  else if (tab === "tab-messages") act("home_open", { user, tab: "messages" });
}

function hear(news) {
  if (news.nobody) location.assign("/");
  if (!news.at) return;
  const list = byId("messages");
  const isElsewhere = news.at.channel !== here().place || news.at.user !== here().user;
  // A list that is filled anew is not read out from its beginning.
  list.setAttribute("aria-busy", String(isElsewhere));
  const putBack = held();
  const changed = apply(news);
  const turn = arrived(news.at, news.title);
  if (changed.includes("foot") || changed.includes("thread-foot")) restoreDrafts();
  showMoments(document);
  if (turn.isElsewhere) startPlace();
  else putBack();
  if (turn.isOtherThread) toEnd(byId("thread-scroll"));
  if (turn.isElsewhere || turn.isOtherThread) {
    closeMenu();
    clearNotices();
    turn.then?.();
  }
  if (changed.includes("modal")) showModal();
  if (turn.isElsewhere) tellOfHome();
  list.setAttribute("aria-busy", "false");
  noteRead();
}

startMenus();
startNavigating();
startElements();
startExternal();
startTools();
startComposer();
startAttaching();
startMessages();
startModal();
showMoments(document);
startPlace();
toEnd(byId("thread-scroll"));
tellOfHome();
on("click", "[data-refused]", (_event, strip) => strip.remove());
connect(location.search || `?user=${here().user}`, hear);
(byId(here().thread ? "reply" : "compose") ?? byId("place-title"))?.focus({ preventScroll: true });
