// What can go wrong: faults to switch on and off, on the side of one app or another.
"use strict";

const TIMES = [1, 3, 10, null]; // null: until it is switched off
let kinds = [], drawnTroubles = "";

async function listFaults() {
  kinds = await get("api/faults");
  nameFaults();
}

// The choices in the page's language; what was chosen stays chosen.
function nameFaults() {
  const form = byId("fault-form");
  const option = (kind) => make("option", { value: kind.name }, say(`fault:${kind.name}`));
  const group = (about) => make("optgroup", { label: say(`about:${about}`) }, ...kinds.filter((kind) => kind.about === about).map(option));
  refill(form.name, group("calls"), group("updates"));
  refill(form.times, ...TIMES.map((n) => make("option", { value: n ?? "" }, timesLeft(n))));
  drawnTroubles = "";
  byId("fault-said").textContent = ""; // said in the other language
  explainFault(false);
}

function refill(select, ...choices) {
  const chosenBefore = select.options.length ? select.value : null;
  select.replaceChildren(...choices);
  if ([...select.options].some((each) => each.value === chosenBefore)) select.value = chosenBefore;
}

const timesLeft = (n) => (n == null ? say("untilOff") : say("times", n));

function explainFault(usual = true) {
  const form = byId("fault-form");
  const kind = kinds.find((each) => each.name === form.name.value);
  if (!kind) return;
  byId("fault-what").textContent = say(`what:${kind.name}`);
  byId("fault-seconds").hidden = form.seconds.disabled = kind.seconds == null;
  if (usual || !form.seconds.value) form.seconds.value = kind.seconds ?? "";
  // A storm comes over everybody and ends by itself.
  byId("fault-whom").hidden = byId("fault-times").hidden = kind.name === "storm";
}

function drawTroubles() {
  const now = JSON.stringify([world.faults, world.groups, world.accounts.map((each) => each.app), world.phones.map((phone) => [phone.name, phone.known_as])]);
  if (now === drawnTroubles) return;
  drawnTroubles = now;
  const focused = document.activeElement?.dataset?.trouble;
  const sides = SIDES.filter((side) => side === "telegram" || world.accounts.some((each) => each.app === side));
  refill(byId("fault-form").app, ...sides.map((each) => make("option", { value: each }, say(`side:${each}`))));
  nameChats();
  drawFaults();
  if (focused) (document.querySelector(`[data-trouble="${CSS.escape(focused)}"]`) ?? byId("faults-off")).focus();
}

// The side of the app that is open on the phone is the likeliest; another can be chosen until another app is opened.
let followed = null;
function followApp(app) {
  if (followed === app) return;
  followed = app;
  byId("fault-form").app.value = APPS[app].sides[0];
  nameChats();
}

// Of whom one can be chosen: as that side's account knows people and groups.
function nameChats() {
  const form = byId("fault-form");
  refill(form.chat, make("option", { value: "" }, say("everybody")), ...chatNames(form.app.value).map(([id, name]) => make("option", { value: id }, name)));
}

const chatNames = (side) => [
  ...world.phones.filter((phone) => phone.known_as[side]).map((phone) => [phone.known_as[side], phone.name]),
  ...world.groups.filter((group) => group.app === side).map((group) => [group.id, group.title]),
];

function drawFaults() {
  const { on, weather } = world.faults;
  const count = on.length + (weather ? 1 : 0);
  byId("faults-count").hidden = !count;
  byId("faults-count").textContent = say("faultsCount", count);
  byId("faults-off").disabled = !count;
  const items = on.map(faultItem);
  if (weather) items.push(make("li", {}, make("span", {}, `${say("weather")} ${weather}`)));
  if (!items.length) items.push(make("li", { class: "hint" }, say("noFaults")));
  byId("fault-list").replaceChildren(...items);
}

function faultItem(fault) {
  const name = WORDS[language][`fault:${fault.name}`] ?? fault.name;
  const whom = fault.chat == null ? say("everybody") : new Map(chatNames(fault.app)).get(fault.chat) ?? fault.chat;
  const left = fault.left == null ? say("untilOff") : say("timesMore", fault.left);
  const rest = [say(`side:${fault.app}`), whom, fault.name === "storm" ? null : left, say("happened", fault.hits)].filter(Boolean).join(" · ");
  const off = make("button", { type: "button", "data-trouble": `off:${fault.id}`, "aria-label": `${say("off")}: ${name}`,
    on: { click: () => change("api/faults/off", { id: fault.id }, "fault-said") } }, say("off"));
  return make("li", {}, make("span", {}, make("strong", {}, name), make("br"), rest), off);
}

function listenToTroubles() {
  byId("fault-form").name.addEventListener("change", () => explainFault());
  byId("fault-form").app.addEventListener("change", nameChats);
  byId("fault-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const { name, app, chat, times, seconds } = event.target;
    const storm = name.value === "storm";
    const wish = {
      name: name.value,
      app: app.value,
      chat: storm || !chat.value ? null : chat.value,
      times: storm || !times.value ? null : Number(times.value),
      seconds: seconds.disabled ? null : Number(seconds.value),
    };
    if (await change("api/faults", wish, "fault-said")) byId("fault-said").textContent = say("faultAdded");
  });
  byId("faults-off").addEventListener("click", async () => {
    if (await change("api/faults/off", {}, "fault-said")) byId("fault-said").textContent = say("allOff");
  });
}
