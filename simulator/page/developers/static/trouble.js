// The forms that make trouble, and the state that they change.

import { control } from "./control.js";
import { clockTime } from "./entries.js";

const done = document.getElementById("done");
const waiting = document.getElementById("waiting");

// What each trouble of a call asks for besides, and how the control API is told of it.
const VALUES = {
  ratelimited: {
    label: "Seconds in Retry-After",
    value: "1",
    fields: (value) => ({ error: "ratelimited", retry_after: Number(value) }),
  },
  status: { label: "HTTP status", value: "503", fields: (value) => ({ status: Number(value) }) },
  error: { label: "Error code", value: "internal_error", fields: (value) => ({ error: value }) },
  delay: { label: "Seconds late", value: "2", fields: (value) => ({ delay_seconds: Number(value) }) },
  before: { label: null, value: "", fields: () => ({ reset: "before" }) },
  after: { label: null, value: "", fields: () => ({ reset: "after" }) },
};

function say(text) {
  done.textContent = text;
}

async function ask(path, body, success, method) {
  const answer = await control(path, body, method);
  say(answer.ok ? success(answer.body) : `✗ ${answer.said}`);
  await refresh();
}

function onSubmit(id, act) {
  const form = document.getElementById(id);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    act(new FormData(form));
  });
}

const listed = (fault, names) =>
  Object.entries(fault)
    .filter(([name]) => !names.includes(name))
    .map(([name, value]) => `${name} ${value}`)
    .join(", ");

function chances(seeded, of) {
  const certain = Object.entries(seeded[of]).filter(([, chance]) => chance > 0);
  return certain.map(([name, chance]) => `${name} ${Math.round(chance * 1000) / 10} %`).join(", ") || "none";
}

function faultLines({ calls, deliveries, seeded }) {
  const ofSeed = seeded
    ? [`Seed ${seeded.seed}. Calls: ${chances(seeded, "calls")}. Deliveries: ${chances(seeded, "deliveries")}.`]
    : [];
  return [
    ...calls.map((fault) => `Calls of ${fault.method}: ${listed(fault, ["method", "times"])}; ${fault.times} to come.`),
    ...deliveries.map(
      (fault) => `Deliveries (${fault.kind}): ${listed(fault, ["kind", "times"])}; ${fault.times} to come.`,
    ),
    ...ofSeed,
  ];
}

async function refresh() {
  let state;
  try {
    state = await (await fetch("/developers/state")).json();
  } catch {
    return;
  }
  const lines = faultLines(state.faults);
  waiting.replaceChildren(
    ...(lines.length ? lines : ["None."]).map((text) => Object.assign(document.createElement("li"), { textContent: text })),
  );
  const open = state.connections;
  document.getElementById("connections").textContent = `${open} ${open === 1 ? "connection is" : "connections are"} open.`;
  document.getElementById("mode").value = state.limits;
  const now = new Date(state.now * 1000);
  document.getElementById("now").textContent = `It was ${now.toDateString()}, ${clockTime(state.now)} at the last look.`;
}

function showValue() {
  const { label, value } = VALUES[document.getElementById("fault-trouble").value];
  const input = document.getElementById("fault-value");
  document.getElementById("fault-value-row").hidden = label === null;
  document.getElementById("fault-value-label").textContent = label ?? "";
  input.required = label !== null;
  input.value = value;
}

function callFault(data) {
  const fault = {
    method: data.get("method").trim(),
    times: Number(data.get("times")),
    ...VALUES[data.get("trouble")].fields(data.get("value").trim()),
  };
  return ask("faults", fault, () => `✓ The next ${fault.times} calls of ${fault.method} will fail that way.`);
}

function deliveryFault(data) {
  const fault = {
    kind: data.get("kind"),
    trouble: data.get("trouble"),
    times: Number(data.get("times")),
    delay_seconds: Number(data.get("delay_seconds")),
  };
  return ask("faults/delivery", fault, () => `✓ The next ${fault.times} deliveries will be disturbed that way.`);
}

function seeded(data) {
  const faults = { seed: Number(data.get("seed")), calls: {}, deliveries: {} };
  for (const [name, value] of data.entries()) {
    const [of, trouble] = name.split(".");
    if (trouble) faults[of][trouble] = Number(value) / 100;
  }
  return ask("faults/seeded", faults, () => `✓ From now on seed ${faults.seed} decides.`);
}

export function offerTrouble() {
  document.getElementById("fault-trouble").addEventListener("change", showValue);
  document.getElementById("clear-faults").addEventListener("click", () =>
    ask("faults", undefined, () => "✓ No fault waits any more.", "DELETE"),
  );
  onSubmit("call-fault", callFault);
  onSubmit("delivery-fault", deliveryFault);
  onSubmit("seeded", seeded);
  onSubmit("sockets", (data) =>
    data.get("reason") === "cut"
      ? ask("sockets/cut", {}, ({ connections }) => `✓ Cut ${connections} connections without a word.`)
      : ask("sockets/disconnect", { reason: data.get("reason") }, ({ connections }) => `✓ Told ${connections} to go.`),
  );
  onSubmit("limits", (data) => ask("limits", { mode: data.get("mode") }, ({ mode }) => `✓ Limits are ${mode} now.`));
  onSubmit("tokens", (data) => {
    const change = { token: data.get("token"), state: data.get("state") };
    return ask("tokens", change, () => `✓ The ${change.token} token is ${change.state} now.`);
  });
  onSubmit("clock", (data) =>
    ask("clock", { advance_seconds: Number(data.get("advance_seconds")) }, ({ now }) => `✓ It is ${clockTime(now)} now.`),
  );
  return { refresh };
}
