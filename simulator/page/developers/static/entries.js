// What an entry of the record says in a line: what it was, whether it went well, and in which words.

const NAMES = {
  api_call: "Call",
  delivery: "Delivery",
  response_url: "Response URL",
  fault: "Fault",
  control: "Control",
  ack: "Ack",
};

const OUTCOMES = {
  acked: "acknowledged",
  timeout: "not acknowledged within 3 seconds",
  no_app: "no app was there",
  error: "failed",
};

export const kindName = (entry) => NAMES[entry.kind] ?? entry.kind;

function deliveredThing({ type, payload }) {
  if (type === "slash_commands") return `${payload.command} ${payload.text}`.trim();
  if (type === "events_api") {
    const { type: event, subtype } = payload.event ?? {};
    return subtype ? `${event}.${subtype}` : (event ?? payload.type);
  }
  const detail = payload.actions?.[0]?.action_id ?? payload.callback_id ?? payload.view?.callback_id;
  return detail ? `${payload.type} ${detail}` : payload.type;
}

// The word by which the list can be filtered: a method, an event, a command or an interaction.
export function subject(entry) {
  if (entry.kind === "api_call") return entry.method;
  if (entry.kind === "delivery") {
    return entry.type === "slash_commands" ? entry.payload.command : deliveredThing(entry);
  }
  if (entry.kind === "response_url") return entry.path.split("/")[0];
  if (entry.kind === "fault") return entry.stream;
  return entry.action ?? entry.envelope_id ?? "";
}

export const title = (entry) => (entry.kind === "delivery" ? deliveredThing(entry) : subject(entry));

function saidOfCall({ status, response }) {
  if (response === null || response === undefined) return `HTTP ${status}`;
  if (!response.ok) return status === 200 ? response.error : `${status} ${response.error}`;
  return response.warning ? `ok, with a warning: ${response.warning}` : "ok";
}

function saidOfDelivery({ outcome, transport, retry_num: retry, retry_reason: reason }) {
  const words = OUTCOMES[outcome] ?? outcome;
  const way = transport === "none" ? "" : ` by ${transport}`;
  return retry ? `${words}${way}, retry ${retry} (${reason})` : `${words}${way}`;
}

function saidOfFault({ trouble, number, seed }) {
  const what = Object.entries(trouble ?? {}).map(([name, value]) => `${name} ${value}`).join(", ");
  return seed === null || seed === undefined ? `${what}, at number ${number}` : `${what}, at number ${number} under seed ${seed}`;
}

export function said(entry) {
  if (entry.kind === "api_call") return saidOfCall(entry);
  if (entry.kind === "delivery") return saidOfDelivery(entry);
  if (entry.kind === "response_url") return entry.status === 200 ? "ok" : `${entry.status} ${entry.response}`;
  if (entry.kind === "fault") return saidOfFault(entry);
  if (entry.kind === "ack") return entry.is_known ? "taken" : "for an envelope that nobody waits for";
  return entry.reason ?? "";
}

export function hasFailed(entry) {
  if (entry.kind === "api_call") return !entry.response?.ok;
  if (entry.kind === "delivery") return entry.outcome !== "acked";
  if (entry.kind === "response_url") return entry.status !== 200;
  if (entry.kind === "ack") return !entry.is_known;
  if (entry.kind === "control") return entry.action === "view_response_refused" || entry.is_verified === false;
  return entry.kind === "fault";
}

export function took(entry) {
  return typeof entry.seconds === "number" ? `${Math.round(entry.seconds * 1000)} ms` : "";
}

export function clockTime(seconds) {
  const at = new Date(seconds * 1000);
  const digits = (number, width = 2) => String(number).padStart(width, "0");
  const time = [at.getHours(), at.getMinutes(), at.getSeconds()].map((part) => digits(part)).join(":");
  return `${time}.${digits(at.getMilliseconds(), 3)}`;
}
