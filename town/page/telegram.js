// A chat as Telegram shows it: buttons below the bubble, the time at its lower right.
"use strict";

const TELEGRAM_LONGEST = 4096; // core.telegram.org: characters of one message

function telegramHead(chat, elsewhere, hand) {
  const isBot = chat.kind !== "group";
  const under = isBot ? say("bot") : say("members", chat.members.length);
  const block = isBot && chat.messages.length
    ? make("button", { type: "button", class: "option", "data-focus": "block", on: { click: () => hand.deed(chat, "block", { blocked: !chat.blocked }) } }, say(chat.blocked ? "unblock" : "block"))
    : null;
  return make("div", { class: "head" }, backButton(elsewhere, hand), avatar(chat), make("div", { class: "name" }, make("h2", {}, chat.title), make("p", {}, under)), block);
}

function telegramBubble(chat, message, run, hand) {
  const words = make("div", { class: "words" });
  if (chat.kind === "group" && message.from !== "me" && run.first) words.append(make("span", { class: "author" }, message.author));
  if (message.photo) words.append(pictureOf(message));
  if (message.voice) words.append(soundOf(message));
  words.append(message.text ?? "");
  if (message.document) words.append(make("a", { href: message.document.url, download: message.document.name }, `📄 ${message.document.name}`));
  words.append(make("span", { class: "meta" }, message.edited ? `${say("edited")} ` : "", `${clockTime(message.time)} `, tick(message)));
  const item = make("div", { class: `says ${message.from}` }, words);
  if (message.buttons.length) item.append(telegramKeys(chat, message, hand));
  return item;
}

function telegramKeys(chat, message, hand) {
  const rows = message.buttons.map((row) => make("div", {}, ...row.map((button) =>
    make("button", { type: "button", class: message.busy ? "busy" : "", "data-focus": `${message.id}:${button.n}`,
      on: { click: () => hand.deed(chat, "press", { message: message.id, n: button.n }) } }, button.label))));
  return make("div", { class: "keys" }, ...rows);
}

function telegramFoot(chat, hand) {
  if (chat.blocked) return unblockFoot(say("blocked"), () => hand.deed(chat, "block", { blocked: false }));
  const extra = make("div", { class: "extra", hidden: true },
    ...[["sticker", { emoji: "👍" }], ["voice", {}], ["photo", {}]].map(([kind, more]) =>
      make("button", { type: "button", on: { click: () => { extra.hidden = true; hand.deed(chat, "send", { kind, ...more }); } } }, say(kind))));
  const clip = iconButton("clip", say("more"), "more", () => {
    extra.hidden = !extra.hidden;
    clip.setAttribute("aria-expanded", String(!extra.hidden));
  });
  clip.setAttribute("aria-expanded", "false");
  const begin = chat.kind !== "group" && !chat.messages.length
    ? make("div", { class: "begin" }, make("button", { type: "button", "data-focus": "start", on: { click: () => hand.deed(chat, "start", {}) } }, say("start")))
    : null;
  return make("div", { class: "foot" }, begin, extra, callSwitch(chat), writing(chat, TELEGRAM_LONGEST, hand, [clip], []));
}
