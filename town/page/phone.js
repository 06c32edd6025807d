// Draws one phone from its state. Knows nothing of polling: it is handed the state and an `act` to call.
"use strict";

function make(tag, attributes = {}, ...children) {
  const item = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "on") for (const [event, handler] of Object.entries(value)) item.addEventListener(event, handler);
    else if (value === true) item.setAttribute(name, "");
    else if (value !== false && value != null) item.setAttribute(name, value);
  }
  item.append(...children.filter((child) => child != null));
  return item;
}

const clockTime = (iso) => new Intl.DateTimeFormat("vi-VN", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Ho_Chi_Minh" }).format(new Date(iso));

function drawPhone(place, phone, now, chatId, act) {
  // The field being typed in, the focus and the scroll position survive a redraw.
  const typed = place.querySelector(".write input")?.value ?? "";
  const talk = place.querySelector(".talk");
  const key = `${phone.id}/${chatId}`;
  const same = place.dataset.key === key;
  const atEnd = !talk || !same || talk.scrollHeight - talk.scrollTop - talk.clientHeight < 60;
  const scroll = talk?.scrollTop ?? 0;
  const focus = place.contains(document.activeElement) ? document.activeElement.dataset.focus : null;

  const chat = phone.chats.find((one) => one.id === chatId) ?? phone.chats[0];
  place.className = `phone ${phone.device}`;
  place.dataset.key = key;
  place.replaceChildren(statusBar(phone, now, act), head(phone, chat, act), conversation(phone, chat, act), foot(chat, act));
  const field = place.querySelector(".write input");
  if (field && same) field.value = typed;
  if (focus) place.querySelector(`[data-focus="${CSS.escape(focus)}"]`)?.focus({ preventScroll: true });
  const list = place.querySelector(".talk");
  list.scrollTop = atEnd ? list.scrollHeight : scroll;
}

function statusBar(phone, now, act) {
  const label = say(phone.online ? "online" : "offline");
  const network = make("button", { type: "button", class: phone.online ? "" : "off", "aria-label": label, title: label, "data-focus": "network",
    on: { click: () => act("network", { online: !phone.online }) } }, phone.online ? "4G ▮▮▮" : "✈ ✕");
  return make("div", { class: "bar" }, make("span", {}, clockTime(now)), network);
}

function head(phone, chat, act) {
  const isBot = chat?.kind !== "group";
  const under = isBot ? say("bot") : say("members", chat.members.length);
  const switcher = phone.chats.length > 1
    ? make("select", { "aria-label": say("chats"), "data-focus": "chats", on: { change: (event) => act("open", { chat: event.target.value }) } },
        ...phone.chats.map((one) => make("option", { value: one.id, selected: one.id === chat.id }, one.title)))
    : null;
  const block = isBot && chat && chat.messages.length
    ? make("button", { type: "button", "data-focus": "block", on: { click: () => act("block", { blocked: !chat.blocked }) } }, say(chat.blocked ? "unblock" : "block"))
    : null;
  const title = make("div", {}, switcher ?? make("h2", {}, chat?.title ?? ""), make("p", {}, under));
  return make("div", { class: "with" }, make("img", { src: "static/bot.svg", alt: "" }), title, block);
}

function conversation(phone, chat, act) {
  const list = make("div", { class: "talk", role: "log", tabindex: "0", "aria-label": say("conversation", phone.name), "data-focus": "talk" });
  if (!chat || !chat.messages.length) list.append(make("p", { class: "none" }, say("empty")));
  for (const message of chat?.messages ?? []) list.append(bubble(chat, message, act));
  return list;
}

function bubble(chat, message, act) {
  const words = make("div", { class: "words" });
  if (chat.kind === "group" && message.from !== "me") words.append(make("span", { class: "author" }, message.author));
  if (message.photo) words.append(make("img", { src: message.photo, alt: message.alt ?? "" }));
  words.append(message.text ?? "");
  if (message.document) words.append(make("a", { href: message.document.url, download: message.document.name }, `📄 ${message.document.name}`));
  words.append(meta(message));
  const item = make("div", { class: `says ${message.from}` }, words);
  if (message.buttons?.length) item.append(keyboard(chat, message, act));
  return item;
}

function meta(message) {
  const marks = { waiting: ["🕓", "waitingTick"], sent: ["✓", "sentTick"], delivered: ["✓✓", "deliveredTick"] };
  const parts = [message.edited ? `${say("edited")} ` : "", clockTime(message.time)];
  const item = make("span", { class: "meta" }, parts.join(""));
  if (message.from === "me" && marks[message.state]) {
    const [mark, key] = marks[message.state];
    item.append(" ", make("span", { role: "img", "aria-label": say(key), title: say(key) }, mark));
  }
  return item;
}

function keyboard(chat, message, act) {
  const rows = message.buttons.map((row) => make("div", {}, ...row.map((button) =>
    make("button", { type: "button", class: message.busy ? "busy" : "", "data-focus": `${message.id}:${button.n}`,
      on: { click: () => act("press", { chat: chat.id, message: message.id, n: button.n }) } }, button.label))));
  return make("div", { class: "keys" }, ...rows);
}

function foot(chat, act) {
  if (!chat) return make("div", { class: "begin" });
  if (chat.blocked) {
    return make("div", { class: "begin" }, make("p", {}, say("blocked")),
      make("button", { type: "button", "data-focus": "unblock", on: { click: () => act("block", { blocked: false }) } }, say("unblock")));
  }
  const field = make("input", { name: "text", "aria-label": say("write"), placeholder: say("write"), maxlength: "4096", autocomplete: "off", enterkeyhint: "send", "data-focus": "write" });
  const extra = make("div", { class: "extra", hidden: true },
    ...[["sticker", { emoji: "👍" }], ["voice", {}], ["photo", {}]].map(([kind, more]) =>
      make("button", { type: "button", on: { click: () => { extra.hidden = true; act("send", { chat: chat.id, kind, ...more }); } } }, say(kind))));
  const plus = make("button", { type: "button", class: "plus", "aria-label": say("more"), "aria-expanded": "false", "data-focus": "plus",
    on: { click: () => { extra.hidden = !extra.hidden; plus.setAttribute("aria-expanded", String(!extra.hidden)); } } }, "+");
  const form = make("form", { class: "write", on: { submit: (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (!text) return;
    field.value = "";
    act("say", { chat: chat.id, text });
  } } }, plus, field, make("button", { type: "submit", "data-focus": "send" }, say("send")));
  const begin = chat.kind !== "group" && !chat.messages.length
    ? make("div", { class: "begin" }, make("button", { type: "button", "data-focus": "start", on: { click: () => act("start", {}) } }, say("start")))
    : null;
  return make("div", {}, begin, extra, form);
}
