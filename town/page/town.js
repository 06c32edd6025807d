// Follows the town: asks what changed, draws the chosen phone and the controls.
"use strict";

const byId = (id) => document.getElementById(id);
const JUMPS = [3600, 6 * 3600, 86400, 2 * 86400, 7 * 86400, 40 * 86400]; // seconds
const TYPING = 6000; // milliseconds: longer than "is writing" stands, after which nobody says that it is over
const EVENING = 20 * 60; // minutes after midnight in Vietnam: the day's reminders have been sent by then
const drawn = (each) => SIDES.includes(each.app); // whose chats and groups this page can draw
let world = null, chosen = localStorage.getItem("town.phone"), lost = false;
let shown = null; // the phone on the screen: for a moment not yet the chosen one

async function get(path) {
  const response = await fetch(path);
  if (!response.ok) throw new Error(path);
  return response.json();
}

async function post(path, body, place = "said") {
  try {
    const response = await fetch(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
    const answer = await response.json().catch(() => ({}));
    byId(place).textContent = response.ok ? "" : answer.error ?? String(response.status);
    return response.ok;
  } catch {
    byId(place).textContent = say("lost");
    return false;
  }
}

// What a hand does on the phone that it sees.
const hand = {
  app: (app) => { openApp({ id: shown }, app); return draw(); },
  chat: async (id) => {
    openChat({ id: shown }, id);
    await draw();
    byId("phone").querySelector(id ? '[data-focus="talk"]' : ".chats button")?.focus({ preventScroll: true });
  },
  network: (online) => change(`api/phones/${shown}/network`, { online }, "phone-said"),
  deed: (chat, what, body) => {
    const root = chat.app === "telegram" ? "api/phones" : "api/zalo/phones";
    return change(`${root}/${shown}/${what}`, { chat: chat.id, ...body }, "phone-said");
  },
  says: async (chat, text) => {
    const quotes = quoting[keyOf(chat)] ? { quotes: quoting[keyOf(chat)].id } : {};
    const more = chat.app === "telegram" ? {} : { ...quotes, ...mentionIn(chat) };
    const said = chat.app === "telegram" && mentionIn(chat).mention ? `@${mentionIn(chat).mention} ${text}` : text;
    const done = await post(`${chat.app === "telegram" ? "api" : "api/zalo"}/phones/${shown}/say`, { chat: chat.id, text: said, ...more }, "phone-said");
    if (done) delete quoting[keyOf(chat)];
    await draw();
    return done;
  },
  quotes: async (chat, message) => {
    if (message) quoting[keyOf(chat)] = message;
    else delete quoting[keyOf(chat)];
    await draw();
    document.querySelector('#phone [data-focus="write"]')?.focus();
  },
};

async function change(path, body, place) {
  const done = await post(path, body, place);
  await draw();
  return done;
}

async function draw() {
  world = await get("api/world");
  world.groups = world.groups.filter(drawn);
  world.faults.on = world.faults.on.filter(drawn);
  if (!world.phones.some((phone) => phone.id === chosen)) chosen = world.phones[0]?.id ?? null;
  const phone = chosen === null ? null : await get(`api/phones/${chosen}`);
  if (phone && phone.id !== chosen) return; // another phone was chosen meanwhile
  drawNames(); // only now: a name is never pressed while another's phone is still shown
  drawFigures();
  drawTour();
  drawTroubles();
  drawGroups();
  if (!phone) return;
  shown = phone.id;
  beginView(phone);
  phone.chats = phone.chats.filter(drawn).map((chat) => ({ ...chat, phone: phone.id }));
  drawPhone(byId("phone"), phone, world.now, hand);
  drawZalo(phone);
  followApp(viewOf(phone).app);
  if (byId("calls").open) await drawLog();
  await looksAt(chatOf(phone));
}

// An Official Account is told who came to its chat and who saw its messages; so much happens by looking.
let lookedAt = {}; // by chat: the last message seen
async function looksAt(chat) {
  if (chat?.typing) setTimeout(() => draw().catch(fail), TYPING);
  if (chat?.app !== "zalo-oa" || chat.kind === "group") return;
  const last = chat.messages.findLast((message) => message.from === "bot")?.id;
  if (chat.opened && (!last || lookedAt[keyOf(chat)] === last)) return;
  lookedAt[keyOf(chat)] = last;
  await post(`api/zalo/phones/${chat.phone}/${chat.opened ? "read" : "open"}`, { chat: chat.id }, "phone-said");
}

function drawNames() {
  const focused = document.activeElement?.dataset?.phone;
  const button = (phone) => {
    const unread = phone.unread && phone.id !== chosen ? make("span", { class: "unread" }, String(phone.unread), make("span", { class: "more" }, ` ${say("newOnes")}`)) : null;
    return make("button", { type: "button", "aria-pressed": String(phone.id === chosen), "data-phone": phone.id, on: { click: () => choose(phone.id) } }, ...shortened(phone.name), unread);
  };
  const many = world.phones.length > FEW_PHONES;
  byId("phones").parentElement.classList.toggle("many", many);
  const rows = [["working", world.phones.filter(works)], ["residents", world.phones.filter((phone) => !works(phone))]];
  for (const [name, people] of rows) {
    byId(name).replaceChildren(...(many ? [make("h2", { class: "whose" }, say(name))] : []), ...people.map(button));
    byId(name).hidden = !people.length;
  }
  if (focused) document.querySelector(`[data-phone="${CSS.escape(focused)}"]`)?.focus();
}

const FEW_PHONES = 6; // more of them stand beside the phone, under a word for each kind
const works = (phone) => phone.name.includes(" – ");

// "Cô Hoa – Tổ công nghệ số": on a small screen the first half is enough.
function shortened(name) {
  const [first, ...rest] = name.split(" – ");
  return [first, rest.length ? make("span", { class: "more" }, make("span", { class: "dash" }, " – "), rest.join(" – ")) : null];
}

function choose(id) {
  chosen = id;
  localStorage.setItem("town.phone", id);
  draw().catch(fail);
}

function drawFigures() {
  const format = new Intl.DateTimeFormat(locale(), { weekday: "short", day: "2-digit", month: "2-digit", year: "numeric", hour: "2-digit", minute: "2-digit", timeZone: "Asia/Ho_Chi_Minh" });
  byId("now").textContent = format.format(new Date(world.now));
  byId("now").dateTime = world.now;
  const hours = Math.round(world.offset_seconds / 3600);
  const text = hours >= 48 ? say("days", Math.round(hours / 24)) : say("hours", hours);
  byId("ahead").textContent = hours > 0 ? `(${say("ahead", text)})` : "";
  byId("waiting").textContent = world.queue.waiting;
  byId("waiting-short").textContent = world.queue.waiting || say("nothingWaits");
  byId("oldest").textContent = world.queue.oldest_seconds == null ? "–" : say("seconds", Math.round(world.queue.oldest_seconds));
  byId("trouble").hidden = !(world.queue.waiting && world.queue.last_error);
  byId("trouble").textContent = world.queue.last_error ? say("trouble", world.queue.last_error) : "";
}

async function drawLog() {
  const calls = await get("api/log?limit=60");
  byId("log").replaceChildren(...calls.slice().reverse().map((call) => make("tr", {},
    make("td", {}, clockTime(call.time)), make("td", {}, SIDES.includes(call.app) ? say(`side:${call.app}`) : call.app), make("td", {}, call.method), make("td", {}, String(call.chat ?? "")),
    make("td", { class: call.ok && !call.fault ? "" : "no" }, callResult(call)))));
}

function callResult(call) {
  if (!call.fault) return call.ok ? "✓" : `${call.code} ${call.description}`;
  return say(call.ok ? "taken" : "notTaken", call.code || say("noAnswer"));
}

function fail() {
  if (lost) return;
  lost = true;
  byId("phone").prepend(make("p", { class: "lost", role: "alert" }, say("lost")));
}

async function follow() {
  for (;;) {
    try {
      if (!world || lost) { lost = false; await draw(); }
      const { version } = await get(`api/changes?since=${world.version}`);
      if (version !== world.version) await draw();
      else drawFigures();
    } catch (error) {
      console.error(error); // a mistake of the page's own must not pass for a lost network
      fail();
      await new Promise((done) => setTimeout(done, 1500));
    }
  }
}

function drawJumps() {
  const jump = (text, seconds) => make("button", { type: "button", on: { click: async () => {
    await post("api/clock", { advance_seconds: seconds() });
    await draw();
  } } }, text);
  const named = (seconds) => (seconds < 86400 ? say("hours", seconds / 3600) : say("days", seconds / 86400));
  byId("jumps").replaceChildren(jump(say("evening"), untilEvening), ...JUMPS.map((seconds) => jump(`+ ${named(seconds)}`, () => seconds)));
}

function untilEvening() {
  const [hours, minutes] = clockTime(world.now).split(":").map(Number);
  const left = EVENING - (hours * 60 + minutes);
  return (left > 0 ? left : left + 24 * 60) * 60;
}

byId("language").addEventListener("click", () => {
  language = language === "vi" ? "en" : "vi";
  localStorage.setItem("town.language", language);
  speak();
  drawJumps();
  nameFaults();
  draw().catch(fail);
});
byId("add").addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  if (await post("api/phones", { name: form.name.value.trim(), device: form.device.value })) {
    form.reset();
    world = await get("api/world");
    choose(world.phones.at(-1).id);
  }
});
byId("reset").addEventListener("click", async () => {
  if (confirm(say("sure")) && (await post("api/reset", {}))) { forgetViews(); await draw(); }
});
byId("calls").addEventListener("toggle", () => drawLog().catch(fail));

speak();
drawJumps();
listenToTour();
listenToTroubles();
listenToGroups();
listenToZalo();
listFaults().catch(fail);
follow();
