// The three chats side by side. What stands in a bubble was made by the channel's own code; here it is only drawn.
"use strict";

const COLUMNS = {
  zalo: (bubble) => bubble.zalo.map((one) => make("div", { class: "words" }, one.photo && picture(one.photo, bubble.alt), one.text)),
  telegram: (bubble) => [
    make("div", { class: "words" }, bubble.telegram.photo && picture(bubble.telegram.photo, bubble.alt), bubble.telegram.text),
    make("div", { class: "keys" }, bubble.telegram.keys.map((row) => make("div", {}, row.map((key) => pressable(bubble, key.text, key.callback_data, bubble.telegram.inert))))),
  ],
  web: (bubble) => [
    make("div", { class: "words" },
      bubble.web.photo && picture(bubble.web.photo.url, bubble.web.photo.alt), bubble.web.text,
      make("div", { class: "keys" }, bubble.web.options.map((option) => pressable(bubble, option.label, option.token, bubble.chosen != null, option.label === bubble.chosen)))),
  ],
};

function pressable(bubble, label, token, inert, chosen = false) {
  const press = () => wish({ do: "press", token, number: bubble.number });
  return make("button", { type: "button", class: chosen ? "chosen" : null, disabled: inert, "data-focus": `${bubble.number}/${token}`, click: press }, label);
}

function drawTalks(state) {
  for (const [name, body] of Object.entries(COLUMNS)) {
    const talk = $(name);
    const before = talk.children.length;
    redraw(talk, state.turns.flatMap((turn) => partsOf(turn, name, body, state)));
    if (talk.children.length !== before) talk.scrollTop = talk.scrollHeight;
  }
}

function partsOf(turn, name, body, state) {
  const bubbles = turn.bubbles.map((bubble) => {
    const notes = name === "zalo" && bubble.lesson === state.lesson?.id ? state.lesson.notes[bubble.step] ?? [] : [];
    return [[bubble, notes], () => make("div", { class: "says bot" }, body(bubble), notes.length ? noted(notes) : null)];
  });
  if (!bubbles.length && turn.did !== "waits") bubbles.push(["silence", () => make("p", { class: "aside" }, say("silence"))]);
  return [[[turn.did, turn.words, turn.at], () => deed(turn)], ...bubbles];
}

function deed(turn) {
  const day = new Date(turn.at).toLocaleString(language === "vi" ? "vi-VN" : "en-GB", { timeZone: "Asia/Ho_Chi_Minh", dateStyle: "short", timeStyle: "short" });
  switch (turn.did) {
    case "waits": return make("p", { class: "aside" }, `${say("waits", { n: turn.words })} · ${day}`);
    case "opens": return make("p", { class: "aside" }, turn.words ? say("opens", { n: turn.words }) : say("opensPlain"));
    case "presses": return make("div", { class: "says me" }, make("div", { class: "words" }, `👆 ${turn.words}`));
    case "sends": return make("div", { class: "says me" }, make("div", { class: "words" }, `[${turn.words}]`));
    default: return make("div", { class: "says me" }, make("div", { class: "words" }, turn.words));
  }
}

function noted(notes) {
  return make("ul", { class: "notes" }, notes.map((note) => make("li", { class: note.error ? "error" : "warning" },
    make("strong", {}, `${say(note.error ? "error" : "warning")}${note.line ? `, ${say("line", { n: note.line })}` : ""}: `), note.message)));
}
