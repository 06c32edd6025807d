// Follows the town: asks what changed, draws the chosen phone and the controls.
"use strict";

const byId = (id) => document.getElementById(id);
const JUMPS = [3600, 6 * 3600, 86400, 2 * 86400, 7 * 86400, 40 * 86400]; // seconds
const EVENING = 20 * 60; // minutes after midnight in Vietnam: the day's reminders have been sent by then
const APPS = ["telegram"];
const drawn = (each) => APPS.includes(each.app); // whose chats and groups this page can draw
let world = null, chosen = localStorage.getItem("town.phone"), open = {}, lost = false;

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

async function act(what, body) {
  if (what === "open") { open[chosen] = body.chat; return draw(); }
  await post(`api/phones/${chosen}/${what}`, body);
  await draw();
}

async function draw() {
  world = await get("api/world");
  world.groups = world.groups.filter(drawn);
  if (!world.phones.some((phone) => phone.id === chosen)) chosen = world.phones[0]?.id ?? null;
  drawNames();
  drawFigures();
  drawTroubles();
  if (chosen === null) return;
  const phone = await get(`api/phones/${chosen}`);
  if (phone.id !== chosen) return; // another phone was chosen meanwhile
  phone.chats = phone.chats.filter(drawn);
  drawPhone(byId("phone"), phone, world.now, open[chosen], act);
  if (byId("calls").open) await drawLog();
}

function drawNames() {
  const focused = document.activeElement?.dataset?.phone;
  byId("phones").replaceChildren(...world.phones.map((phone) => {
    const unread = phone.unread && phone.id !== chosen ? make("span", { class: "unread" }, say("unread", phone.unread)) : null;
    return make("button", { type: "button", "aria-pressed": String(phone.id === chosen), "data-phone": phone.id, on: { click: () => choose(phone.id) } }, phone.name, unread);
  }));
  if (focused) document.querySelector(`[data-phone="${CSS.escape(focused)}"]`)?.focus();
}

function choose(id) {
  chosen = id;
  localStorage.setItem("town.phone", id);
  draw().catch(fail);
}

function drawFigures() {
  const format = new Intl.DateTimeFormat("vi-VN", { weekday: "short", day: "2-digit", month: "2-digit", year: "numeric", hour: "2-digit", minute: "2-digit", timeZone: "Asia/Ho_Chi_Minh" });
  byId("now").textContent = format.format(new Date(world.now));
  byId("now").dateTime = world.now;
  const hours = Math.round(world.offset_seconds / 3600);
  const text = hours >= 48 ? say("days", Math.round(hours / 24)) : say("hours", hours);
  byId("ahead").textContent = hours > 0 ? `(${say("ahead", text)})` : "";
  byId("waiting").textContent = world.queue.waiting;
  byId("oldest").textContent = world.queue.oldest_seconds == null ? "–" : say("seconds", Math.round(world.queue.oldest_seconds));
  byId("trouble").hidden = !(world.queue.waiting && world.queue.last_error);
  byId("trouble").textContent = world.queue.last_error ? say("trouble", world.queue.last_error) : "";
}

async function drawLog() {
  const calls = await get("api/log?limit=60");
  byId("log").replaceChildren(...calls.slice().reverse().map((call) => make("tr", {},
    make("td", {}, clockTime(call.time)), make("td", {}, call.method), make("td", {}, String(call.chat ?? "")),
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
    } catch {
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
  if (confirm(say("sure")) && (await post("api/reset", {}))) { open = {}; await draw(); }
});
byId("calls").addEventListener("toggle", () => drawLog().catch(fail));

speak();
drawJumps();
listenToTroubles();
listFaults().catch(fail);
follow();
