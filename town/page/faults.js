// What can go wrong: faults to switch on and off, and what happens to groups and accounts.
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
  byId("fault-said").textContent = byId("group-said").textContent = ""; // said in the other language
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
  const now = JSON.stringify([world.faults, world.groups, world.phones.map((phone) => [phone.id, phone.name, phone.deleted]), chosen]);
  if (now === drawnTroubles) return;
  drawnTroubles = now;
  const focused = document.activeElement?.dataset?.trouble;
  refill(byId("fault-form").chat, make("option", { value: "" }, say("everybody")), ...chatNames().map(([id, name]) => make("option", { value: id }, name)));
  drawFaults();
  byId("group-list").replaceChildren(...world.groups.map(groupItem));
  const phone = world.phones.find((each) => each.id === chosen);
  byId("delete-account").textContent = say("deleteAccount", phone?.name ?? "");
  byId("delete-account").disabled = !phone || phone.deleted;
  if (focused) (document.querySelector(`[data-trouble="${CSS.escape(focused)}"]`) ?? byId("faults-off")).focus();
}

const chatNames = () => [...world.phones, ...world.groups].map((each) => [each.id, each.name ?? each.title]);

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
  const whom = fault.chat == null ? say("everybody") : new Map(chatNames()).get(fault.chat) ?? fault.chat;
  const left = fault.left == null ? say("untilOff") : say("timesMore", fault.left);
  const rest = [whom, fault.name === "storm" ? null : left, say("happened", fault.hits)].filter(Boolean).join(" · ");
  const off = make("button", { type: "button", "data-trouble": `off:${fault.id}`, "aria-label": `${say("off")}: ${name}`,
    on: { click: () => change("api/faults/off", { id: fault.id }, "fault-said") } }, say("off"));
  return make("li", {}, make("span", {}, make("strong", {}, name), make("br"), rest), off);
}

function groupItem(group) {
  const state = group.bot ? say(group.muted ? "botMuted" : "botInside") : say("botOutside");
  const grown = group.kind === "supergroup";
  const deeds = [
    group.bot ? "put-out" : "take-in",
    group.bot ? (group.muted ? "let-speak" : "mute") : null,
    grown ? null : "grow", grown ? null : "grow-silently", "delete",
  ].filter(Boolean);
  const deed = (what) => make("button", { type: "button", "data-trouble": `${group.id}:${what}`, "aria-label": `${say(`group:${what}`)} (${group.title})`,
    on: { click: () => { if (what !== "delete" || confirm(say("sureGroup", group.title))) change(`api/groups/${group.id}/${what}`, {}, "group-said"); } } }, say(`group:${what}`));
  return make("li", { class: "tall" }, make("span", {}, make("strong", {}, group.title), ` · ${say(grown ? "supergroup" : "smallgroup")} · ${state}`), make("div", { class: "row" }, ...deeds.map(deed)));
}

async function change(path, body, place) {
  const done = await post(path, body, place);
  await draw();
  return done;
}

function listenToTroubles() {
  byId("fault-form").name.addEventListener("change", () => explainFault());
  byId("fault-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const { name, chat, times, seconds } = event.target;
    const storm = name.value === "storm";
    const wish = {
      name: name.value,
      chat: storm || !chat.value ? null : chat.value,
      times: storm || !times.value ? null : Number(times.value),
      seconds: seconds.disabled ? null : Number(seconds.value),
    };
    if (await change("api/faults", wish, "fault-said")) byId("fault-said").textContent = say("faultAdded");
  });
  byId("faults-off").addEventListener("click", async () => {
    if (await change("api/faults/off", {}, "fault-said")) byId("fault-said").textContent = say("allOff");
  });
  byId("group-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const members = world.phones.filter((phone) => !phone.deleted).map((phone) => phone.id);
    if (await change("api/groups", { title: event.target.title.value, members }, "group-said")) event.target.reset();
  });
  byId("delete-account").addEventListener("click", () => {
    const phone = world.phones.find((each) => each.id === chosen);
    if (confirm(say("sureAccount", phone.name))) change(`api/phones/${chosen}/delete-account`, {}, "group-said");
  });
}
