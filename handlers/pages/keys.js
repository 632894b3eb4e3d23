// The keyboard: one key a deed, never while somebody types, chooses or moves a slider.

export function useKeys(deeds, { isOff }) {
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || isOff()) return;
    const deed = deeds[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!deed || isTaken(event)) return;
    event.preventDefault();
    deed();
  });
}

function isTaken(event) {
  const on = event.target;
  if (on instanceof HTMLSelectElement) return event.key !== "Escape";
  if (on instanceof HTMLInputElement) return on.type !== "checkbox" || event.key === " ";
  // A button, and the heading of the list of keys, are pressed by the space bar themselves.
  return event.key === " " && (on instanceof HTMLButtonElement || on.tagName === "SUMMARY");
}
