// The apps on a phone, and what each phone has open: an app, and in it a chat or the list of chats.
"use strict";

const APPS = { // `sides`: which of the town's servers its chats run through
  zalo: { name: "Zalo", sides: ["zalo-bot", "zalo-oa"] },
  telegram: { name: "Telegram", sides: ["telegram"] },
};
const SIDES = Object.values(APPS).flatMap((app) => app.sides);

const remembered = (name) => JSON.parse(localStorage.getItem(name) ?? "{}");
let views = remembered("town.views"); // by phone: {app, open: {app: chat's id, "" for the list}}
let seen = remembered("town.seen"); // by phone and chat: the last message that was looked at

const keyOf = (chat) => `${chat.phone}/${chat.id}`; // a group is on several phones
const viewOf = (phone) => (views[phone.id] ??= { app: "zalo", open: {} });

// A phone that was never looked at shows the app in which its owner talks to the tutor; Zalo, if in none yet.
function beginView(phone) {
  if (views[phone.id]) return;
  const last = (app) => chatsOf(phone, app).filter((chat) => chat.kind === "private").map((chat) => chat.messages.at(-1)?.time ?? "").sort().at(-1) ?? "";
  views[phone.id] = { app: last("telegram") > last("zalo") ? "telegram" : "zalo", open: {} };
}

const chatsOf = (phone, app) => phone.chats.filter((chat) => APPS[app].sides.includes(chat.app));

// The chat on the screen; null: the list is. An app that is opened for the first time shows the tutor's chat.
function chatOf(phone) {
  const { app, open } = viewOf(phone);
  if (open[app] === "") return null;
  const chats = chatsOf(phone, app);
  return chats.find((chat) => chat.id === open[app]) ?? chats[0] ?? null;
}

function openApp(phone, app) {
  const view = viewOf(phone);
  if (view.app === app) view.open[app] = ""; // an app's icon leads out of its chat
  view.app = app;
  keepViews();
}

function openChat(phone, id) {
  const view = viewOf(phone);
  view.open[view.app] = id;
  keepViews();
}

function markSeen(chat) {
  const last = chat.messages.at(-1)?.id;
  if (last === undefined || seen[keyOf(chat)] === last) return;
  seen[keyOf(chat)] = last;
  localStorage.setItem("town.seen", JSON.stringify(seen));
}

const NEWS = 86400000; // milliseconds: in a chat that this browser has never shown, what is older was seen long ago

// Messages of others since the chat was looked at; a note of the platform's own (nobody said it) is none.
function unreadIn(chat) {
  const at = chat.messages.findIndex((message) => message.id === seen[keyOf(chat)]);
  const since = at < 0 ? new Date(world.now) - NEWS : 0;
  return chat.messages.slice(at + 1).filter((message) => message.from !== "me" && message.author && new Date(message.time) > since).length;
}

const unreadOf = (phone, app) => chatsOf(phone, app).reduce((sum, chat) => sum + unreadIn(chat), 0);

function keepViews() {
  localStorage.setItem("town.views", JSON.stringify(views));
}

function forgetViews() {
  views = {};
  seen = {};
  localStorage.removeItem("town.views");
  localStorage.removeItem("town.seen");
}

function dock(phone, hand) {
  const { app: now } = viewOf(phone);
  const button = ([app, { name }]) => {
    const unread = app === now && chatOf(phone) ? 0 : unreadOf(phone, app);
    const dot = unread ? make("span", { class: "dot" }, String(unread), make("span", { class: "unseen" }, ` ${say("newOnes")}`)) : null;
    return make("button", { type: "button", "aria-pressed": String(app === now), "data-focus": `app:${app}`, on: { click: () => hand.app(app) } },
      make("img", { src: `static/${app}.svg`, alt: "", width: 32, height: 32 }), make("span", {}, name), dot);
  };
  return make("div", { class: "dock", role: "group", "aria-label": say("apps") }, ...Object.entries(APPS).map(button));
}

function chatList(phone, hand) {
  const { app } = viewOf(phone);
  const rows = chatsOf(phone, app).map((chat) => {
    const last = chat.messages.at(-1), unread = unreadIn(chat);
    const words = last ? `${last.from === "me" ? `${say("me")}: ` : ""}${last.text || "📷"}`.split("\n", 1)[0] : say("empty");
    const row = make("button", { type: "button", "data-focus": `chat:${chat.id}`, on: { click: () => hand.chat(chat.id) } },
      avatar(chat), make("span", { class: "title" }, chat.title), make("span", { class: "when" }, last ? clockTime(last.time) : ""),
      make("span", { class: "last" }, words),
      unread ? make("span", { class: "dot" }, String(unread), make("span", { class: "unseen" }, ` ${say("newOnes")}`)) : null);
    return make("li", {}, row);
  });
  return make("ul", { class: "chats", "aria-label": say("chatsIn", APPS[app].name) }, ...rows);
}

function avatar(chat) {
  if (chat.kind === "group") return make("span", { class: "face people" }, icon("people"));
  return make("img", { class: "face", src: "static/bot.svg", alt: "" });
}

const TINTS = 6; // .tint0 … in phone.css
// The letter of the name that people are called by: Vietnamese names end with it.
function initial(name) {
  const letter = name.split("–")[0].trim().split(/\s+/).at(-1)?.[0] ?? "?";
  const tint = [...name].reduce((sum, each) => sum + each.codePointAt(0), 0) % TINTS;
  return make("span", { class: `face small tint${tint}`, "aria-hidden": "true" }, letter.toUpperCase());
}
