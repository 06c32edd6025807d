// Asks the preview what is to be seen, draws it, and sends what the author does in the learner's place.
"use strict";

const LOOK_EVERY = 1000; // ms; a file that was saved is seen within this time
let state = null;

async function wish(what) {
  try {
    const answer = await fetch("api/do", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(what) });
    const body = await answer.json();
    if (answer.ok) { tell(""); draw(body); } else { tell(body.error ?? say("failed")); if (state) draw(state); }
    return answer.ok;
  } catch {
    tell(say("lost"));
    return false;
  }
}

async function look() {
  try {
    const answer = await fetch(`api/state?seen=${state?.version ?? ""}`);
    if (answer.status === 200) {
      const fresh = await answer.json();
      if (state && fresh.version !== state.version) tell(say("changed"));
      else if (state === null) tell("");
      if (state === null || fresh.version !== state.version) draw(fresh);
    } else if ($("told").textContent === say("lost")) tell("");
  } catch {
    tell(say("lost"));
  }
  setTimeout(look, LOOK_EVERY);
}

function tell(words) {
  if ($("told").textContent !== words) $("told").textContent = words;
}

function draw(fresh) {
  state = fresh;
  drawControls();
  drawFaults();
  drawTalks(state);
  drawPaper(state);
}

function drawControls() {
  const { lesson, persona, personas } = state;
  fill($("lesson"), state.lessons.map((one) => [one.id, `${one.code} ${one.title}${one.faults ? ` (⚠ ${one.faults})` : ""}`]), lesson?.id);
  fill($("persona"), personas.map((one) => [one.id, `${one.name}: ${language === "vi" ? one.about : one.about_en}`]), persona);
  fill($("honorific"), [["", say("stranger")], ...["bác", "cô", "chú", "anh", "chị"].map((word) => [word, word])], state.honorific);
  fill($("device"), [["", say("noDevice")], ["android", say("android")], ["iphone", say("iphone")]], state.device);
  $("device").disabled = !state.honorific;
  const steps = (lesson?.steps ?? []).map((step, at) => [step.id, `${at + 1}. ${step.title}${step.here ? "" : ` ${say("otherDevice")}`}`, step.here]);
  fill($("step"), [["", say("elsewhere"), false], ...steps], state.step);
  const now = new Date(state.now);
  $("now").dateTime = state.now;
  $("now").textContent = now.toLocaleString(language === "vi" ? "vi-VN" : "en-GB", { timeZone: "Asia/Ho_Chi_Minh", weekday: "short", day: "numeric", month: "numeric", year: "numeric", hour: "2-digit", minute: "2-digit" });
  $("strict").checked = state.strict;
  $("stale").hidden = Boolean(lesson) && !lesson.stale;
  $("stale").textContent = lesson ? say("stale", { n: lesson.file }) : say(state.file ? "broken" : "noLesson", { n: state.file });
}

function drawFaults() {
  const errors = state.faults.filter((one) => one.error).length;
  const file = state.lesson?.file ?? state.file;
  const own = state.faults.filter((one) => one.file === file), others = state.faults.filter((one) => one.file !== file);
  const all = say("faults", { e: errors, w: state.faults.length - errors });
  $("faults-short").textContent = state.faults.length ? `${all} (${say("faultsHere", { n: own.length })})` : say("noFaults");
  $("faults").classList.toggle("bad", errors > 0);
  if (errors && !state.lesson) $("faults").open = true;
  redraw($("faults-list"), [...own, ...others].map((fault) => [fault, () => found(fault)]));
}

function found(fault) {
  const goes = fault.lesson && fault.step;
  return make("li", { class: fault.error ? "error" : "warning" },
    make("strong", {}, `${fault.file}${fault.line ? `, ${say("line", { n: fault.line })}` : ""}: ${say(fault.error ? "error" : "warning")}: `),
    `${fault.message} `,
    goes ? make("button", { type: "button", "data-focus": `${fault.file}/${fault.line}`, click: () => goTo(fault) }, say("show")) : null);
}

async function goTo(fault) {
  if (fault.lesson !== state.lesson?.id && !(await wish({ do: "lesson", id: fault.lesson }))) return;
  await wish({ do: "jump", step: fault.step });
}

async function copy() {
  const answer = await fetch("api/golden");
  if (!answer.ok) { tell((await answer.json()).error ?? say("failed")); return; }
  $("golden-text").value = await answer.text();
  $("golden-told").textContent = "";
  $("golden").showModal();
  $("golden-text").select();
}

async function copyNow() {
  $("golden-text").select();
  try {
    await navigator.clipboard.writeText($("golden-text").value);
    $("golden-told").textContent = say("copied");
  } catch {
    $("golden-told").textContent = say("copyByHand");
  }
}

function begin() {
  sayAll();
  $("lesson").addEventListener("change", () => wish({ do: "lesson", id: $("lesson").value }));
  $("persona").addEventListener("change", () => wish({ do: "persona", id: $("persona").value }));
  for (const id of ["honorific", "device"]) $(id).addEventListener("change", () => wish({ do: "learner", honorific: $("honorific").value, device: $("device").value }));
  $("step").addEventListener("change", () => wish({ do: "jump", step: $("step").value }));
  $("strict").addEventListener("change", () => wish({ do: "strict", on: $("strict").checked }));
  $("restart").addEventListener("click", () => wish({ do: "restart" }));
  for (const button of document.querySelectorAll("[data-wait]")) button.addEventListener("click", () => wish({ do: "wait", days: Number(button.dataset.wait) }));
  for (const button of document.querySelectorAll("[data-send]")) button.addEventListener("click", () => wish({ do: "send", kind: button.dataset.send }));
  $("composer").addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = $("words").value;
    $("words").value = "";
    if (!(await wish({ do: "say", text })) && !$("words").value) $("words").value = text;
  });
  // A line that appears above makes the chats lower: what was said last stays in sight.
  const resized = new ResizeObserver((all) => all.forEach(({ target }) => { target.scrollTop = target.scrollHeight; }));
  for (const name of Object.keys(COLUMNS)) resized.observe($(name));
  $("copy").addEventListener("click", copy);
  $("golden-copy").addEventListener("click", copyNow);
  $("golden-close").addEventListener("click", () => $("golden").close());
  $("language").addEventListener("click", () => {
    language = language === "vi" ? "en" : "vi";
    localStorage.setItem("preview-language", language);
    sayAll();
    if (state) draw(state);
  });
  look();
}

begin();
