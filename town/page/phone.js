// Draws one phone: its frame, the app that is open on it, and in that a chat. Knows nothing of polling: it is
// handed the state, and in `hand` what a hand can do.
"use strict";

function drawPhone(place, phone, now, hand) {
  const { app } = viewOf(phone), chat = chatOf(phone);
  place.className = `phone ${phone.device} ${app}`;
  place.dataset.phone = phone.id;
  if (chat) markSeen(chat);
  const where = `${phone.id}/${app}/${chat?.id ?? ""}`;
  keep(place, [
    ["bar", [clockTime(now), phone.online], () => statusBar(phone, now, hand)],
    ...(chat ? chatParts(where, phone, chat, hand) : listParts(where, phone, app, hand)),
    [`told/${where}`, "", () => make("p", { id: "phone-said", class: "told", role: "status" })],
    ["dock", [where, ...Object.keys(APPS).map((each) => unreadOf(phone, each))], () => dock(phone, hand)],
  ]);
  if (chat) fillTalk(place.querySelector(".talk"), phone, chat, now, hand);
}

function chatParts(where, phone, chat, hand) {
  const { messages, typing, notice, ...rest } = chat;
  const elsewhere = chatsOf(phone, viewOf(phone).app).some((each) => each !== chat && unreadIn(each));
  const looks = chat.app === "telegram" ? { head: telegramHead, foot: telegramFoot } : { head: zaloHead, foot: zaloFoot };
  return [
    [`head/${where}`, [rest, elsewhere, messages.length > 0], () => looks.head(chat, elsewhere, hand)],
    [`talk/${where}`, phone.name, () => talkOf(phone)],
    [`foot/${where}`, [rest, messages.length > 0, quoting[keyOf(chat)]?.id], () => looks.foot(chat, hand)],
  ];
}

function listParts(where, phone, app, hand) {
  return [
    [`head/${where}`, app, () => make("div", { class: "head" }, make("h2", {}, APPS[app].name))],
    [`list/${where}`, [chatsOf(phone, app), seen], () => chatList(phone, hand)],
  ];
}

function statusBar(phone, now, hand) {
  const label = say(phone.online ? "online" : "offline");
  const network = make("button", { type: "button", class: phone.online ? "" : "off", "aria-label": label, title: label, "data-focus": "network",
    on: { click: () => hand.network(!phone.online) } }, phone.online ? "4G" : say("noNetwork"), icon(phone.online ? "signal" : "plane"));
  return make("div", { class: "bar" }, make("span", {}, clockTime(now)), network);
}

function backButton(elsewhere, hand) {
  const label = elsewhere ? `${say("back")} (${say("newOnes")})` : say("back");
  return make("button", { type: "button", class: "back", "aria-label": label, "data-focus": "back", on: { click: () => hand.chat("") } },
    icon("back"), elsewhere ? make("span", { class: "dot" }) : null);
}

function talkOf(phone) {
  const talk = make("div", { class: "talk", role: "log", tabindex: "0", "aria-label": say("conversation", phone.name), "data-focus": "talk" });
  talk.atEnd = true;
  talk.addEventListener("scroll", () => { talk.atEnd = talk.scrollHeight - talk.scrollTop - talk.clientHeight < 60; });
  talk.addEventListener("load", () => { if (talk.atEnd) talk.scrollTop = talk.scrollHeight; }, true); // a picture has come
  return talk;
}

function fillTalk(talk, phone, chat, now, hand) {
  const { atEnd } = talk;
  const parts = chat.messages.flatMap((message, at) => messageParts(chat, message, chat.messages[at - 1], chat.messages[at + 1], now, hand));
  if (!chat.messages.length) parts.push(["none", "", () => make("p", { class: "none" }, say(chat.kind === "group" ? "empty" : `begin:${viewOf(phone).app}`))]);
  if (chat.typing) parts.push(["typing", "", () => make("p", { class: "typing" }, say("typing", chat.title))]);
  if (chat.notice) parts.push(["notice", chat.notice, () => make("p", { class: "note" }, chat.notice)]);
  keep(talk, parts);
  if (atEnd) talk.scrollTop = talk.scrollHeight;
}

// A separator where a day begins, then the bubble; neighbours tell whether it begins or ends a run of one author's.
function messageParts(chat, message, before, after, now, hand) {
  const newDay = !before || dayOf(before.time) !== dayOf(message.time);
  const run = {
    first: newDay || !sameAuthor(before, message),
    last: !after || !sameAuthor(after, message) || dayOf(after.time) !== dayOf(message.time),
    newest: !after,
  };
  const day = [`day/${dayOf(message.time)}`, dayName(message.time, now), () => make("p", { class: "day" }, dayName(message.time, now))];
  const bubble = chat.app === "telegram" ? telegramBubble : zaloBubble;
  const note = message.from === "other" && !message.author; // the platform's own
  const item = [`says/${message.id}`, [message, run, chat.blocked, looks],
    () => (note ? make("p", { class: "note" }, message.text) : bubble(chat, message, run, hand))];
  return newDay ? [day, item] : [item];
}

const sameAuthor = (one, other) => one.from === other.from && one.author === other.author;

let looks = 0; // pictures are fetched again with each look

function pictureOf(message) {
  const image = make("img", { class: "picture", src: looks ? `${message.photo}?look=${looks}` : message.photo, alt: message.alt ?? "" });
  image.addEventListener("error", () => image.replaceWith(make("span", { class: "gone" }, say("pictureGone"))));
  return image;
}

function soundOf(message) {
  const player = make("audio", { class: "sound", controls: "", preload: "none", src: message.voice, "aria-label": say("voice") });
  player.addEventListener("error", () => player.replaceWith(make("span", { class: "gone" }, say("soundGone"))));
  return player;
}

const MARKS = { waiting: ["🕓", "waitingTick"], sent: ["✓", "sentTick"], delivered: ["✓✓", "deliveredTick"] };

function tick(message) {
  if (message.from !== "me" || !MARKS[message.state]) return null;
  const [mark, key] = MARKS[message.state];
  return make("span", { role: "img", "aria-label": say(key), title: say(key) }, mark);
}

// The field in which one writes, and what happens when it is sent. What could not be sent is put back.
function writing(chat, longest, hand, before, after) {
  const field = make("input", { name: "text", "aria-label": say("write"), placeholder: say("write"), maxlength: longest, autocomplete: "off", enterkeyhint: "send", "data-focus": "write" });
  const send = make("button", { type: "submit", class: "send", "aria-label": say("send"), "data-focus": "send" }, icon("send"));
  return make("form", { class: "write", on: { submit: async (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (!text) return;
    field.value = "";
    if (!(await hand.says(chat, text)) && !field.value) field.value = text;
  } } }, ...before, field, ...after, send);
}

function iconButton(name, label, key, handler) {
  return make("button", { type: "button", class: "tool", "aria-label": label, title: label, "data-focus": key, on: { click: handler } }, icon(name));
}

function unblockFoot(sentence, unblock) {
  return make("div", { class: "foot" }, make("div", { class: "begin" }, make("p", {}, sentence),
    make("button", { type: "button", "data-focus": "unblock", on: { click: unblock } }, say("unblock"))));
}
