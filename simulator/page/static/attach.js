// A file beside what is typed: it is sent at once, with the text as its message.

import { act, worked } from "./act.js";
import { clear } from "./composer.js";
import { here, on, one } from "./dom.js";
import { notice } from "./notices.js";

const MOST_BYTES = 2_500_000;

function bytesOf(file) {
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => failed(reader.error);
    reader.readAsDataURL(file);
  });
}

async function attach(field) {
  const [file] = field.files;
  const { form } = field;
  if (!file) return;
  if (file.size > MOST_BYTES) {
    field.value = "";
    return notice("This page takes files of up to 2.5 MB. The Web API takes larger ones.", form);
  }
  const { channel, thread } = form.dataset;
  const text = one("[data-text]", form).value;
  const request = { user: here().user, channel, filename: file.name, text, content_base64: await bytesOf(file) };
  const result = await act("file", thread ? { ...request, thread_ts: thread } : request);
  field.value = "";
  if (worked(result)) clear(form);
  else notice(result.shown, form);
}

export function startAttaching() {
  on("change", "[data-attach]", (_event, field) => attach(field));
}
