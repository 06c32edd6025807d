// A chat as Zalo shows it: no button under a bot's bubble, so what can be chosen is numbered in plain text. In a
// group a bot hears only what calls it: by a mention, or by an answer to what it said.
"use strict";

const ZALO_LONGEST = 2000; // characters of one message
let quoting = {}; // by chat: the message that is being answered
let calling = {}; // by chat: is the bot called with each message?

function zaloHead(chat, elsewhere, hand) {
  const official = chat.app === "zalo-oa";
  const under = chat.kind === "group" ? say("members", chat.members.length) : say(official ? "official" : "automatic");
  const follow = official && chat.kind !== "group"
    ? make("button", { type: "button", class: "option", "data-focus": "follow", on: { click: () => hand.deed(chat, "follow", { followed: !chat.followed }) } }, say(chat.followed ? "followed" : "follow"))
    : null;
  return make("div", { class: "head" }, backButton(elsewhere, hand), make("div", { class: "name" }, make("h2", {}, chat.title), make("p", {}, under)), follow);
}

function zaloBubble(chat, message, run, hand) {
  const mine = message.from === "me";
  const words = make("div", { class: message.kind === "sticker" ? "words sticker" : "words" });
  if (chat.kind === "group" && !mine && run.first) words.append(make("span", { class: "author" }, message.author));
  if (message.quotes) words.append(quoted(message.quotes));
  if (message.photo) words.append(pictureOf(message));
  if (message.voice) words.append(soundOf(message));
  words.append(...withMentions(message));
  words.append(make("span", { class: "meta" }, clockTime(message.time)));
  const answer = chat.blocked ? null : iconButton("reply", say("answerTo", message.author), `answer:${message.id}`, () => hand.quotes(chat, message));
  const rest = message.buttons.length ? oaButtons(chat, message, hand) : null;
  const state = mine && (run.newest || message.state === "waiting") ? make("span", { class: "state" }, tick(message), ` ${say(MARKS[message.state][1])}`) : null;
  const face = mine ? null : run.first ? faceOf(message) : make("span", { class: "face small none" });
  return make("div", { class: `says ${message.from}${run.first ? " first" : ""}` }, face, make("div", { class: "body" }, words, rest, state), answer);
}

const faceOf = (message) => (message.from === "bot" ? make("img", { class: "face small", src: "static/bot.svg", alt: "" }) : initial(message.author));

function quoted({ author, text }) {
  return make("span", { class: "quoted" }, make("strong", {}, author), make("span", {}, text.replaceAll("\n", " ")));
}

// Names picked from the list behind the @ stand out; a name that was only typed does not.
function withMentions(message) {
  const name = message.mentioned.map((each) => `@${each}`).find((each) => message.text.includes(each));
  if (!name) return [message.text];
  const [before, ...after] = message.text.split(name);
  return [before, make("span", { class: "mention" }, name), after.join(name)];
}

// Official Accounts only, and only where the operator switched them on.
function oaButtons(chat, message, hand) {
  return make("div", { class: "keys" }, ...message.buttons.flat().map((button) =>
    make("button", { type: "button", "data-focus": `${message.id}:${button.n}`, on: { click: () => hand.deed(chat, "tap", { message: message.id, n: button.n }) } }, button.label)));
}

function zaloFoot(chat, hand) {
  if (chat.blocked) return unblockFoot(say("zaloBlocked"), () => hand.deed(chat, "block", { blocked: false }));
  const send = (kind) => () => hand.deed(chat, "send", { kind, ...(kind === "picture" ? mentionIn(chat) : {}) });
  const sticker = iconButton("sticker", say("sticker"), "sticker", send("sticker"));
  const after = [iconButton("picture", say("photo"), "picture", send("picture")), iconButton("microphone", say("voice"), "voice", send("voice"))];
  return make("div", { class: "foot" }, quoteBar(chat, hand), callSwitch(chat), writing(chat, ZALO_LONGEST, hand, [sticker], after));
}

function quoteBar(chat, hand) {
  const message = quoting[keyOf(chat)];
  if (!message) return null;
  return make("div", { class: "quoting" }, quoted({ author: say("answering", message.author), text: message.text }),
    iconButton("close", say("answerNot"), "answer-not", () => hand.quotes(chat, null)));
}

function callSwitch(chat) {
  if (chat.kind !== "group" || !chat.mentions?.length) return null;
  const box = make("input", { type: "checkbox", role: "switch", checked: Boolean(calling[keyOf(chat)]), "data-focus": "call",
    on: { change: () => { calling[keyOf(chat)] = box.checked; } } });
  return make("label", { class: "call" }, box, make("span", {}, say("callBot", chat.mentions[0].name)));
}

const mentionIn = (chat) => (calling[keyOf(chat)] && chat.mentions?.length ? { mention: chat.mentions[0].id } : {});
