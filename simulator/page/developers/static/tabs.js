// Tabs by the pattern of WAI-ARIA: arrows, Home and End move; the address keeps which one is open.

const tabs = [...document.querySelectorAll("[role=tab]")];
const nameOf = (tab) => tab.getAttribute("aria-controls");

export function showTabs(opened) {
  const open = (tab) => {
    for (const each of tabs) {
      const isOpen = each === tab;
      each.setAttribute("aria-selected", String(isOpen));
      each.tabIndex = isOpen ? 0 : -1;
      document.getElementById(nameOf(each)).hidden = !isOpen;
    }
    history.replaceState(null, "", `#${nameOf(tab)}`);
    opened(nameOf(tab));
  };
  const neighbour = (tab, key) => {
    const at = tabs.indexOf(tab);
    const places = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 };
    return key in places ? tabs[(places[key] + tabs.length) % tabs.length] : null;
  };
  for (const tab of tabs) {
    tab.addEventListener("click", () => open(tab));
    tab.addEventListener("keydown", (event) => {
      const next = neighbour(tab, event.key);
      if (!next) return;
      event.preventDefault();
      next.focus();
      open(next);
    });
  }
  open(tabs.find((tab) => `#${nameOf(tab)}` === location.hash) ?? tabs[0]);
}
