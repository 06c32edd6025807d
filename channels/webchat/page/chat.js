// The web chat's page. Keeps what the learner said on this device only; what the bot said comes from the
// service. Whatever could not be sent waits here and is sent again with the same id, so it counts once.
"use strict";

const KEY = "hocvuso.key", SAID = "hocvuso.said", SIZE = "hocvuso.size";
const KEPT_LINES = 200;
const PAUSES = [1000, 2000, 4000, 8000, 15000]; // ms between tries while the network is away
const byId = (id) => document.getElementById(id);
const log = byId("log"), state = byId("state");

let key = null, last = 0, failures = 0, waiting = false;
let said = JSON.parse(localStorage.getItem(SAID) || "[]"); // {id, text, after, body, sent}

const words = {
  ready: "Trợ giảng luôn ở đây",
  away: "Mất mạng, đang nối lại…",
  slower: "Chờ một chút rồi gửi tiếp…",
  sending: "Đang gửi…",
  answering: "Đang trả lời…",
};

function freshId() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_");
}

async function call(path, options = {}) {
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const response = await fetch(path, { ...options, headers });
  if (!response.ok) throw Object.assign(new Error(path), { status: response.status });
  return response.json();
}

async function findKey() {
  const given = new URLSearchParams(location.hash.slice(1)).get("k");
  if (given && /^[\w-]{22,64}$/.test(given)) {
    if (given !== localStorage.getItem(KEY)) { said = []; localStorage.removeItem(SAID); }
    localStorage.setItem(KEY, given);
    history.replaceState(null, "", location.pathname + location.search);
  }
  key = localStorage.getItem(KEY);
  if (key) return;
  const made = await fetch("api/key", { method: "POST" });
  if (!made.ok) throw new Error("key");
  key = (await made.json()).key;
  localStorage.setItem(KEY, key);
}

function remember() {
  said = said.slice(-KEPT_LINES);
  localStorage.setItem(SAID, JSON.stringify(said));
}

function say(text, body) {
  const line = { id: freshId(), text, after: last, body, sent: false };
  said.push(line);
  remember();
  if (text) showMine(line);
  setState(words.sending);
  flush();
}

let flushing = false;
async function flush() {
  if (flushing) return;
  flushing = true;
  let tries = 0;
  for (let line; (line = said.find((one) => !one.sent)); ) {
    try {
      await call("api/send", { method: "POST", body: JSON.stringify({ id: line.id, ...line.body }) });
    } catch (error) {
      if (error.status !== 400) {
        setState(error.status === 429 ? words.slower : words.away);
        await pause(PAUSES[Math.min(tries++, PAUSES.length - 1)]);
        continue;
      }
      line.refused = true; // never readable, however often it is sent: say so and go on
    }
    tries = 0;
    line.sent = true;
    remember();
    const item = document.querySelector(`[data-said="${line.id}"] small`);
    if (item) item.textContent = line.refused ? "Chưa gửi được, nhắn ngắn hơn nhé" : "";
    setState(words.answering);
    setTimeout(() => state.textContent === words.answering && setState(words.ready), 4000);
  }
  flushing = false;
}

async function listen() {
  for (;;) {
    try {
      const wait = last ? "&wait=1" : "";
      const { messages } = await call(`api/messages?after=${last}${wait}`);
      failures = 0;
      if (state.textContent === words.away) setState(words.ready);
      for (const message of messages) showBot(message);
      if (messages.length) setState(words.ready);
      if (!last && !messages.length) {
        if (!said.some((line) => line.body.open !== undefined && !line.sent)) greet();
        await pause(500);
      }
    } catch {
      setState(words.away);
      await pause(PAUSES[Math.min(failures++, PAUSES.length - 1)]);
    }
  }
}

let greeted = false;
function greet() {
  if (greeted) return;
  greeted = true;
  const lesson = new URLSearchParams(location.search).get("bai") || "";
  say("", { open: lesson });
}

function showBot(message) {
  if (message.id <= last) return;
  last = message.id;
  if (!message.voice) closeOptions(); // what is heard asks nothing: the question stays open
  const item = bubble("bot");
  if (message.photo) {
    const picture = new Image();
    picture.src = message.photo.url;
    picture.alt = message.photo.alt;
    item.append(picture);
  }
  if (message.voice) item.append(...sound(message));
  else item.append(document.createTextNode(message.text));
  if (message.document) item.append(paper(message.document));
  if (message.options.length) item.append(choices(message));
  place(item);
}

function sound(message) {
  const text = document.createTextNode(message.text);
  const sources = message.voice.sources;
  const silent = () => { text.data = message.voice.instead; player.remove(); };
  const player = document.createElement("audio");
  player.controls = true;
  player.preload = "none"; // a weak network fetches it only for who wants to hear it
  player.setAttribute("aria-label", "Nghe đọc");
  for (const { url, type } of sources) {
    const source = document.createElement("source");
    source.src = url;
    source.type = type;
    player.append(source);
  }
  if (!sources.length) { text.data = message.voice.instead; return [text]; }
  player.lastElementChild.addEventListener("error", silent);
  return [text, player];
}

function choices(message) {
  const group = document.createElement("div");
  group.className = "options";
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", "Chọn một câu trả lời");
  message.options.forEach((option, index) => {
    const button = document.createElement("button");
    button.type = "button";
    const number = document.createElement("span");
    number.textContent = `${index + 1}.`;
    button.append(number, " ", option.label);
    button.addEventListener("click", () => {
      closeOptions();
      button.classList.add("chosen");
      byId("words").focus({ preventScroll: true });
      say(option.label, { press: { token: option.token, message: String(message.id) } });
    });
    group.append(button);
  });
  return group;
}

function closeOptions() {
  document.querySelectorAll(".options button:enabled").forEach((button) => { button.disabled = true; });
}

function paper(doc) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([doc.body], { type: doc.type }));
  link.download = doc.name;
  link.textContent = `Tải về: ${doc.name}`;
  const line = document.createElement("p");
  line.append(link);
  return line;
}

function showMine(line) {
  const item = bubble("me");
  item.dataset.said = line.id;
  item.append(document.createTextNode(line.text), document.createElement("small"));
  if (!line.sent) item.querySelector("small").textContent = "Chờ mạng…";
  place(item);
}

function bubble(who) {
  const item = document.createElement("div");
  item.className = `bubble ${who}`;
  const speaker = document.createElement("span");
  speaker.className = "hidden";
  speaker.textContent = who === "me" ? "Tôi: " : "Trợ giảng: ";
  item.append(speaker);
  return item;
}

function place(item) {
  log.append(item);
  log.scrollTop = log.scrollHeight;
}

function replay(messages) {
  // What was said on this device goes back between the bubbles it stood between.
  const lines = [...said].filter((line) => line.text);
  for (const message of messages) {
    while (lines.length && lines[0].after < message.id) showMine(lines.shift());
    showBot(message);
  }
  const open = document.querySelectorAll(".options button:enabled");
  lines.forEach(showMine);
  if (lines.length) open.forEach((button) => { button.disabled = true; });
}

const pause = (ms) => new Promise((done) => setTimeout(done, ms));
function setState(text) { if (state.textContent !== text) state.textContent = text; }

function resize(step) {
  const size = Math.min(1.75, Math.max(1, Number(localStorage.getItem(SIZE) || 1.1875) + step));
  localStorage.setItem(SIZE, String(size));
  document.documentElement.style.setProperty("--size", `${size}rem`);
}

byId("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  const field = byId("words");
  const text = field.value.trim();
  if (!text) return;
  field.value = "";
  closeOptions();
  say(text, { text });
});
byId("larger").addEventListener("click", () => resize(0.125));
byId("smaller").addEventListener("click", () => resize(-0.125));
byId("keep").addEventListener("click", () => {
  const box = byId("kept");
  box.hidden = !box.hidden;
  byId("keep").setAttribute("aria-expanded", String(!box.hidden));
  byId("link").value = `${location.origin}${location.pathname}#k=${key}`;
  if (!box.hidden) byId("link").select();
});
byId("copy").addEventListener("click", async () => {
  byId("link").select();
  try { await navigator.clipboard.writeText(byId("link").value); } catch { document.execCommand("copy"); }
  byId("copy").textContent = "Đã chép";
});
addEventListener("online", flush);
byId("keep").setAttribute("aria-expanded", "false");
byId("keep").setAttribute("aria-controls", "kept");

(async () => {
  resize(0);
  for (;;) {
    try {
      await findKey();
      replay((await call("api/messages?after=0")).messages);
      break;
    } catch {
      setState(words.away);
      await pause(PAUSES[Math.min(failures++, PAUSES.length - 1)]);
    }
  }
  failures = 0;
  flush();
  listen();
})();
