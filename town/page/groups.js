// Telegram's groups, and the accounts on it: made, changed and deleted by hand.
"use strict";

let drawnGroups = "";

function drawGroups() {
  const groups = world.groups.filter((group) => group.app === "telegram");
  const phone = world.phones.find((each) => each.id === chosen);
  const now = JSON.stringify([language, groups, phone]);
  if (now === drawnGroups) return;
  drawnGroups = now;
  const focused = document.activeElement?.dataset?.trouble;
  byId("group-list").replaceChildren(...groups.map(groupItem));
  byId("delete-account").textContent = say("deleteAccount", phone?.name ?? "");
  byId("delete-account").disabled = !phone || phone.deleted;
  if (focused) document.querySelector(`[data-trouble="${CSS.escape(focused)}"]`)?.focus();
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

function listenToGroups() {
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
