// A walk through the town for a newcomer: who does what where, one step after the other. Each can be done by hand, or
// by the button that types the words. It is only offered where those who walk in it live.
"use strict";

// `who`: how the phone's name begins. `words`: typed one after the other to the tutor, each once it has answered the
// one before; none: there is only something to see. In `group`: the chat that is looked at, by its title.
const TOUR = [
  {
    who: "Bác Tám", app: "zalo", words: ["gặp người"],
    vi: "Bác Tám dừng ở bước 4 của bài “Cài ứng dụng an toàn” đã năm hôm. Bác nhờ người giúp: trên Zalo, bác gõ “gặp người”.",
    en: "Bác Tám has been stuck at step 4 of “Installing apps safely” for five days. He asks for a human: on Zalo he types “gặp người”.",
  },
  {
    who: "Cô Hoa", app: "telegram", words: [],
    vi: "Tổ trưởng thôn Đông, cô Hoa, nhận được lời gọi trên Telegram: bài nào, bước nào, không có số điện thoại.",
    en: "Cô Hoa leads the team of thôn Đông. The call reaches her Telegram: which lesson, which step, and no telephone number.",
  },
  {
    who: "Cô Hoa", app: "telegram", words: ["việc của tổ"],
    vi: "Cô Hoa mở việc của tổ: gõ “việc của tổ”, rồi bấm nút hoặc gõ số.",
    en: "Cô Hoa opens the team's work: she types “việc của tổ”, then presses buttons or types numbers.",
  },
  {
    who: "Bác Thành", app: "zalo", words: ["việc của tổ"],
    vi: "Bác Thành, tổ trưởng thôn Đoài, chỉ dùng Zalo, nơi không có nút: việc gì cũng làm được bằng cách gõ chữ và số.",
    en: "Bác Thành leads thôn Đoài and has only Zalo, which has no buttons: everything can be done by typing words and numbers.",
  },
  {
    who: "Chị Mai", app: "telegram", words: ["việc của xã"],
    vi: "Chị Mai, cán bộ xã, gõ “việc của xã” để theo dõi cả xã Sông Mây.",
    en: "Chị Mai is an officer of the commune: “việc của xã” opens what she follows in the whole commune.",
  },
];

const ANSWER = 15000; // milliseconds until an answer is given up
let tourAt = Math.min(Number(localStorage.getItem("town.tour")) || 0, TOUR.length - 1);
let touring = false; // somebody's hand is being led just now

const walker = (step) => world.phones.find((phone) => phone.name.startsWith(step.who));

function drawTour() {
  byId("tour").hidden = !TOUR.every(walker);
  if (byId("tour").hidden) return;
  const step = TOUR[tourAt];
  byId("tour-at").textContent = say("tourAt", `${tourAt + 1}/${TOUR.length}`);
  byId("tour-says").textContent = step[language];
  byId("tour-do").textContent = say(step.words.length ? "tourDo" : "tourShow");
  byId("tour-do").disabled = touring;
  byId("tour-back").disabled = touring || tourAt === 0;
  byId("tour-next").disabled = touring || tourAt === TOUR.length - 1;
}

function goTo(step) {
  tourAt = step;
  localStorage.setItem("town.tour", String(step));
  byId("tour-said").textContent = "";
  drawTour();
}

// Onto the phone, into the app and the tutor's chat, or the group; then the words are typed.
async function walk(step) {
  const { id } = walker(step);
  choose(id);
  views[id] = { app: step.app, open: {} };
  let phone = await get(`api/phones/${id}`);
  const chats = chatsOf({ chats: phone.chats.filter(drawn) }, step.app);
  const { id: place } = chats.find((chat) => (step.group ? chat.title === step.group : chat.kind === "private"));
  openChat({ id }, place);
  await draw();
  const heard = () => phone.chats.find((chat) => chat.id === place).messages.filter((message) => message.from === "bot").length;
  for (const words of step.words) {
    const before = heard(), until = Date.now() + ANSWER;
    if (!(await hand.says({ app: step.app === "telegram" ? "telegram" : "zalo-bot", id: place, kind: "private", phone: id, mentions: [] }, words))) return false;
    do {
      await new Promise((done) => setTimeout(done, 250));
      phone = await get(`api/phones/${id}`);
    } while (heard() === before && Date.now() < until);
    if (heard() === before) return false;
  }
  return true;
}

async function lead() {
  touring = true;
  drawTour();
  let done = false;
  try {
    done = await walk(TOUR[tourAt]);
  } finally {
    touring = false;
    byId("tour-said").textContent = say(done ? "tourDone" : "tourNot");
    await draw();
  }
}

function listenToTour() {
  byId("tour-do").addEventListener("click", () => lead().catch(fail));
  byId("tour-back").addEventListener("click", () => goTo(tourAt - 1));
  byId("tour-next").addEventListener("click", () => goTo(tourAt + 1));
}
