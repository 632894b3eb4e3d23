// Slack's own Socket Mode client; acknowledges whatever comes, and prints what it hears and how it is connected.
"use strict";

const { createRequire } = require("node:module");

const { SocketModeClient } = createRequire(require.resolve(process.env.BOLT))("@slack/socket-mode");

const client = new SocketModeClient({
  appToken: process.env.SLACK_APP_TOKEN,
  clientOptions: { slackApiUrl: process.env.SLACK_API_URL },
  // How long it waits before it connects again; five seconds, its default, is long for a test.
  clientPingTimeout: 500,
  logLevel: "error",
});
const say = (what) => console.log(JSON.stringify(what));

for (const state of ["connected", "reconnecting", "disconnected"]) {
  client.on(state, () => say({ state }));
}
client.on("slack_event", async ({ ack, type, body, retry_num: retry }) => {
  try {
    await ack();
  } catch {
    // The socket was told to go before the ack; what nobody acknowledged comes again.
    return;
  }
  say({ type, event: body.event?.type ?? null, text: body.event?.text ?? body.text ?? null, retry: retry ?? null });
});

client.start();
process.on("SIGTERM", async () => {
  await client.disconnect();
  process.exit(0);
});
