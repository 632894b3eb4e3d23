// Menus: opened by a button, walked through by arrow keys, closed by Escape or a click elsewhere.

import { all, byId, on } from "./dom.js";

const GAP_PX = 4;
const MARGIN_PX = 8;

let open = null;

/** What was pressed to open the menu that is open. */
export const opener = () => open?.button ?? null;

export function openMenu(button) {
  closeMenu();
  const menu = byId(button.dataset.menu);
  if (!menu) return;
  fit(menu, button);
  menu.showPopover();
  place(menu, button);
  button.setAttribute("aria-expanded", "true");
  open = { menu, button };
  itemsOf(menu)[0]?.focus();
}

export function closeMenu({ isFocusBack = false } = {}) {
  if (!open) return;
  const { menu, button } = open;
  open = null;
  if (menu.isConnected && menu.matches(":popover-open")) menu.hidePopover();
  const now = button.isConnected ? button : byId(button.id);
  now?.setAttribute("aria-expanded", "false");
  if (isFocusBack) now?.focus();
}

/** Shows only what can be done with this very message. */
function fit(menu, button) {
  const message = button.closest("[data-message]");
  for (const item of all("[data-needs]", menu)) {
    const has = { own: "own" in (message?.dataset ?? {}), channel: !("inThread" in (message?.dataset ?? {})) };
    item.hidden = !has[item.dataset.needs];
  }
}

/** Below the button, or above it where there is no room below. */
export function place(menu, button) {
  const at = button.getBoundingClientRect();
  const size = menu.getBoundingClientRect();
  const below = at.bottom + GAP_PX;
  const isRoom = below + size.height + MARGIN_PX < innerHeight;
  const top = isRoom ? below : Math.max(MARGIN_PX, at.top - size.height - GAP_PX);
  const left = Math.min(Math.max(MARGIN_PX, at.left), innerWidth - size.width - MARGIN_PX);
  menu.style.top = `${top}px`;
  menu.style.left = `${left}px`;
}

const itemsOf = (menu) => all("[role=menuitem]", menu).filter((item) => !item.hidden);

function walk(event) {
  if (!open) return;
  const items = itemsOf(open.menu);
  const now = items.indexOf(document.activeElement);
  const steps = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
  if (event.key === "Escape") closeMenu({ isFocusBack: true });
  else if (event.key === "Tab") return closeMenu({ isFocusBack: true });
  else if (event.key in steps) items.at((now + steps[event.key] + items.length) % items.length)?.focus();
  else if (event.key === "Home") items[0]?.focus();
  else if (event.key === "End") items.at(-1)?.focus();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

export function startMenus() {
  on("click", "[data-menu]", (_event, button) => {
    const isSame = open?.button === button;
    if (isSame) closeMenu();
    else openMenu(button);
  });
  document.addEventListener("click", (event) => {
    if (open && !open.menu.contains(event.target) && !event.target.closest?.("[data-menu]")) closeMenu();
  });
  document.addEventListener("keydown", walk, true);
  addEventListener("resize", () => closeMenu());
  document.addEventListener("scroll", (event) => event.target !== open?.menu && closeMenu(), true);
}
