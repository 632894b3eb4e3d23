// Makes the calls that come in as lines of JSON with Slack's own Web API client, and says what each gave back.
"use strict";

const { createRequire } = require("node:module");
const readline = require("node:readline");

const { WebClient } = createRequire(require.resolve(process.env.BOLT))("@slack/web-api");

const client = new WebClient(process.env.SLACK_BOT_TOKEN, {
  slackApiUrl: process.env.SLACK_API_URL,
  logLevel: "error",
});
const waits = [];
client.on("rate_limited", (seconds, about) => waits.push({ seconds, ...about }));

const methodAt = (path) => {
  const names = path.split(".");
  const name = names.pop();
  const owner = names.reduce((found, next) => found[next], client);
  return owner[name].bind(owner);
};

async function paged(method, options, key) {
  const pages = [];
  for await (const page of client.paginate(method, options)) {
    pages.push(page[key]);
  }
  return pages;
}

async function upload({ content, ...options }) {
  return client.filesUploadV2({ ...options, file: Buffer.from(content, "utf-8") });
}

async function answerTo({ call, options = {}, key }) {
  if (call === "paginate") return paged(options.method, options.options, key);
  if (call === "upload") return upload(options);
  if (call === "waits") return waits;
  if (call === "at once") return Promise.all(options.map((each) => answerTo(each)));
  return methodAt(call)(options);
}

async function answer(line) {
  try {
    return { result: await answerTo(JSON.parse(line)) };
  } catch (error) {
    return { error: error.code ?? error.name, message: error.message, data: error.data ?? null };
  }
}

(async () => {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    console.log(JSON.stringify(await answer(line)));
  }
})();
