// A Bolt app as its documentation writes one; the simulator is no more to it than another address for Slack.
"use strict";

const { App } = require(process.env.BOLT);

const socket = process.env.SLACK_APP_TOKEN
  ? { socketMode: true, appToken: process.env.SLACK_APP_TOKEN }
  : { signingSecret: process.env.SLACK_SIGNING_SECRET };

const app = new App({
  token: process.env.SLACK_BOT_TOKEN,
  clientOptions: { slackApiUrl: process.env.SLACK_API_URL },
  logLevel: "warn",
  ...socket,
});

const plain = (text) => ({ type: "plain_text", text });

const modal = {
  type: "modal",
  callback_id: "suggest",
  notify_on_close: true,
  title: plain("Suggest"),
  submit: plain("Send"),
  blocks: [
    {
      type: "input",
      block_id: "heard",
      label: plain("What do you hear?"),
      element: { type: "plain_text_input", action_id: "words" },
    },
    {
      type: "input",
      block_id: "how_sure",
      optional: true,
      label: plain("How sure are you?"),
      element: {
        type: "static_select",
        action_id: "level",
        options: ["low", "high"].map((value) => ({ text: plain(value), value })),
      },
    },
  ],
};

const card = [
  { type: "section", text: { type: "mrkdwn", text: "*Help wanted*" } },
  {
    type: "actions",
    block_id: "doors",
    elements: [
      { type: "button", action_id: "take", text: plain("Take it"), value: "clip-1" },
      {
        type: "static_select",
        action_id: "language",
        placeholder: plain("Language"),
        options: ["en", "de"].map((value) => ({ text: plain(value), value })),
      },
    ],
  },
];

app.command("/clip", async ({ ack, command, client, say }) => {
  if (command.text === "card") {
    await ack();
    await say({ text: "Help wanted", blocks: card });
    return;
  }
  await client.views.open({ trigger_id: command.trigger_id, view: modal });
  await ack(`You asked: ${command.text}`);
});

app.action({ action_id: "take", block_id: "doors" }, async ({ ack, action, body, respond }) => {
  await ack();
  await respond({ text: `${action.value} taken by <@${body.user.id}>`, replace_original: true });
});

app.action("language", async ({ ack, action, body, client }) => {
  await ack();
  await client.chat.postEphemeral({
    channel: body.channel.id,
    user: body.user.id,
    text: `You chose ${action.selected_option.value}`,
  });
});

app.view("suggest", async ({ ack, view, body, client }) => {
  const heard = view.state.values.heard.words.value;
  if (heard === "nothing") {
    await ack({ response_action: "errors", errors: { heard: "Write what you hear." } });
    return;
  }
  if (heard === "again") {
    await ack({ response_action: "update", view: { ...modal, title: plain("Once more") } });
    return;
  }
  await ack();
  const sure = view.state.values.how_sure.level.selected_option?.value ?? "not said";
  const opened = await client.conversations.open({ users: body.user.id });
  await client.chat.postMessage({ channel: opened.channel.id, text: `Heard: ${heard} (${sure})` });
});

app.view({ callback_id: "suggest", type: "view_closed" }, async ({ ack, body, client }) => {
  await ack();
  const opened = await client.conversations.open({ users: body.user.id });
  await client.chat.postMessage({ channel: opened.channel.id, text: "Closed without a word." });
});

app.shortcut("ask", async ({ ack, shortcut, client }) => {
  await ack();
  await client.views.open({ trigger_id: shortcut.trigger_id, view: modal });
});

app.shortcut({ callback_id: "use", type: "message_action" }, async ({ ack, shortcut, respond }) => {
  await ack();
  await respond({ text: `Used: ${shortcut.message.text}`, response_type: "ephemeral" });
});

app.event("app_home_opened", async ({ event, client }) => {
  await client.views.publish({
    user_id: event.user,
    view: { type: "home", blocks: [{ type: "header", text: plain("Your claims") }] },
  });
});

app.event("app_mention", async ({ event, say }) => {
  await say({ text: "Here I am.", thread_ts: event.ts });
});

app.message("ping", async ({ message, say }) => {
  await say(`pong <@${message.user}>`);
});

app.event("reaction_added", async ({ event, client }) => {
  await client.chat.postMessage({
    channel: event.item.channel,
    thread_ts: event.item.ts,
    text: `:${event.reaction}: by <@${event.user}>`,
  });
});

app.error(async (error) => {
  console.error(error);
});

(async () => {
  const server = await app.start(socket.socketMode ? undefined : { port: 0, host: "127.0.0.1" });
  const port = socket.socketMode ? null : server.address().port;
  console.log(JSON.stringify({ ready: true, port }));
})();
