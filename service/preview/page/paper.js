// The lesson's sheet of paper, from the values that the printed one is made of.
"use strict";

const LETTERS = "ABCDEFGHI";

function drawPaper(state) {
  const sheet = state.sheet;
  if (!sheet) return redraw($("paper"), []);
  const notes = state.lesson.notes;
  redraw($("paper"), [
    [[sheet.code, sheet.title, sheet.group, sheet.minutes, sheet.intro, sheet.before, notes[""]], () => headOf(sheet, notes[""] ?? [])],
    ...sheet.items.map((item) => [[item, notes[item.step], item.step === state.step], () => itemOf(item, notes[item.step] ?? [], item.step === state.step)]),
    [[sheet.outcome, sheet.typed, sheet.answers], () => footOf(sheet)],
  ]);
  const here = $("paper").querySelector(".here"), place = `${state.lesson.id}/${state.step}`;
  if (here && $("paper").dataset.place !== place) $("paper").scrollTop = here.offsetTop - $("paper").offsetTop;
  $("paper").dataset.place = place;
}

function headOf(sheet, notes) {
  return make("div", { class: "sheet-head" },
    make("p", { class: "area" }, `${sheet.code} · ${sheet.group} · ${sheet.minutes} phút`),
    make("h3", {}, sheet.title),
    sheet.intro.map((text) => make("p", {}, text)),
    sheet.before.length ? make("p", {}, `Nên học trước: ${sheet.before.join(", ")}`) : null,
    notes.length ? noted(notes) : null);
}

function itemOf(item, notes, here) {
  const names = { android: "Máy Android: ", iphone: "Máy iPhone: " };
  return make("div", { class: here ? "item here" : "item", "aria-current": here ? "step" : null },
    make("h4", {}, `${item.options.length ? "" : "☐ "}${item.number}. ${item.title}`),
    item.lines.map((line) => make("p", {}, (names[line.device] ?? "") + line.text)),
    item.photo && picture(item.photo, item.alt),
    item.options.length ? make("ol", { class: "letters" }, item.options.map((label, at) => make("li", {}, `${LETTERS[at]}. ${label}`))) : null,
    item.ways.length ? make("ul", {}, item.ways.map((way) => make("li", {}, `${way.label}: ${way.leads}`))) : null,
    item.troubles.map((one) => make("p", { class: "trouble" }, make("strong", {}, one.problem), ` ${one.answer}`)),
    notes.length ? noted(notes) : null);
}

function footOf(sheet) {
  const answers = sheet.answers.flatMap(({ number, options }) => options.map((one, at) => [number, LETTERS[at], one])).filter(([, , one]) => one.correct);
  return make("div", { class: "sheet-foot" },
    make("p", {}, make("strong", {}, "Làm được rồi khi: "), sheet.outcome),
    make("p", {}, make("strong", {}, "Nhắn để học bài này: "), sheet.typed),
    answers.map(([number, letter, one]) => make("p", { class: "answer" }, `Câu ${number}: ${letter}. ${one.feedback}`)));
}
