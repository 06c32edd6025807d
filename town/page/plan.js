// The controls for Zalo: what is used of the bot's plan, what the chosen phone does there, and its groups.
"use strict";

const COUNTED = ["users", "messages", "groups"];
const BASIC = { users: 50, groups: 3, messages: 3000 }; // as the platform names its plan without charge
const FEW = 3; // messages left, where they are nearly used up
let drawnZalo = "";

const homeBot = () => world.accounts.find((each) => each.app === "zalo-bot");

function drawZalo(phone) {
  const bot = homeBot();
  byId("zalo").hidden = !bot;
  if (!bot) return;
  const chats = phone.chats.filter((each) => each.app !== "telegram" && each.kind === "private");
  const groups = world.groups.filter((group) => group.app !== "telegram");
  const now = JSON.stringify([language, bot.plan, bot.used, chats.map((chat) => chat.blocked), phone.id, phone.protected, groups, world.phones.map((each) => each.name)]);
  if (now === drawnZalo) return;
  drawnZalo = now;
  const focused = document.activeElement?.dataset?.zalo;
  const few = bot.plan.messages == null ? "" : say("planShort", `${figure(bot.used.messages)}/${figure(bot.plan.messages)}`);
  byId("zalo-short").textContent = few;
  byId("plan").replaceChildren(...COUNTED.map((what) => planLine(bot, what)));
  drawPlans(bot);
  byId("zalo-person").textContent = say("zaloOf", phone.name);
  byId("zalo-deeds").replaceChildren(...zaloDeeds(phone, chats));
  byId("zalo-groups").replaceChildren(...groups.map((group) => zaloGroup(group, bot)));
  if (focused) document.querySelector(`[data-zalo="${CSS.escape(focused)}"]`)?.focus();
}

const figure = (n) => n.toLocaleString(locale());

function planLine(bot, what) {
  const most = bot.plan[what], used = bot.used[what], name = say(`plan:${what}`);
  const meter = most == null ? null : make("dd", { class: "wide" }, make("meter", { min: 0, max: Math.max(most, 1), value: used, high: most * 0.9, optimum: 0, "aria-label": name }));
  return make("div", {}, make("dt", {}, name), make("dd", {}, most == null ? `${figure(used)} · ${say("noLimit")}` : `${figure(used)}/${figure(most)}`), meter);
}

// Each with the plan that it makes of what is used now.
const PLANS = {
  basic: () => BASIC,
  fewMessages: ({ used }) => ({ ...BASIC, messages: used.messages + FEW }),
  nobodyNew: ({ used }) => ({ ...BASIC, users: used.users }),
  free: () => ({ users: null, groups: null, messages: null }),
};

function drawPlans(bot) {
  const same = (plan) => COUNTED.every((what) => plan[what] === bot.plan[what]);
  const now = same(BASIC) ? "basic" : same(PLANS.free()) ? "free" : "own";
  const names = now === "own" ? ["own", ...Object.keys(PLANS)] : Object.keys(PLANS);
  byId("plans").replaceChildren(...names.map((name) => make("option", { value: name, selected: name === now, disabled: name === "own" }, say(`plan:${name}`))));
}

function zaloDeeds(phone, chats) {
  const button = (name, text, pressed, handler) => make("button", { type: "button", "data-zalo": name, "aria-pressed": pressed == null ? null : String(pressed), on: { click: handler } }, text);
  const deed = (what, body) => () => change(`api/zalo/phones/${phone.id}/${what}`, body, "zalo-said");
  return [
    ...chats.map((chat) => button(`block:${chat.id}`, say(chat.blocked ? "zaloUnblock" : "zaloBlock", chat.title), null, deed("block", { chat: chat.id, blocked: !chat.blocked }))),
    button("protect", say("protect"), phone.protected, deed("protect", { protected: !phone.protected })),
    button("look", say("lookAgain"), null, () => { looks += 1; return draw(); }),
  ];
}

function zaloGroup(group, bot) {
  const ours = group.app === "zalo-bot"; // an Official Account is put in and out of its groups by itself
  const what = group.bot ? "put-out" : "invite";
  const deed = ours
    ? make("button", { type: "button", "data-zalo": `${group.id}:bot`, "aria-label": `${say(`zaloGroup:${what}`)} (${group.title})`,
        on: { click: () => change(`api/zalo/groups/${group.id}/${what}`, { account: bot.id }, "zalo-said") } }, say(`zaloGroup:${what}`))
    : null;
  const people = group.members.map((name) => name.split("–")[0].trim()).join(", ");
  return make("li", {}, make("span", {}, make("strong", {}, group.title), make("br"), people, make("br"), say(group.bot ? "botInside" : "botOutside")), deed);
}

function listenToZalo() {
  byId("plans").addEventListener("change", (event) => change(`api/zalo/bots/${homeBot().id}/plan`, PLANS[event.target.value](homeBot()), "zalo-said"));
  byId("zalo-group-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const members = world.phones.filter((phone) => !phone.deleted).map((phone) => phone.id);
    const made = { title: event.target.title.value, members, account: homeBot().id };
    if (await change("api/zalo/groups", made, "zalo-said")) event.target.reset();
  });
}
