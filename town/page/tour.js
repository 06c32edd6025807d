// A walk through the town for a newcomer: who does what where, one step after the other. Each can be done by hand, or
// by the button that types the words. It is only offered where those who walk in it live.
"use strict";

// `who`: how the phone's name begins. `does`: one after the other, each once the tutor has answered the one before; a
// text is typed to it, and {pick} is the answer that it offers with such words: pressed where there are buttons, else
// its number is typed. Nothing: there is only something to see. In `group`: the chat that is looked at.
const TOUR = [
  {
    who: "Bác Tám", app: "zalo", does: ["gặp người"],
    vi: "Bác Tám dừng ở bước 4 của bài “Cài ứng dụng an toàn” đã năm hôm. Bác nhờ người giúp: trên Zalo, bác gõ “gặp người”.",
    en: "Bác Tám has been stuck at step 4 of “Installing apps safely” for five days. He asks for a human: on Zalo he types “gặp người”.",
  },
  {
    who: "Cô Hoa", app: "telegram", does: ["ai đang chờ", { pick: "Tám" }, { pick: "nhận giúp" }, "Bác nhìn dòng chữ nhỏ ngay dưới tên ứng dụng, có chữ Bộ Công an là đúng ạ."],
    vi: "Cô Hoa, tổ trưởng thôn Đông, xem ai đang chờ: gõ “ai đang chờ”, chọn bác Tám, nhận giúp, rồi gõ lời trả lời. Trợ giảng chuyển lời, không ai thấy số điện thoại của ai.",
    en: "Cô Hoa leads the team of thôn Đông. She types “ai đang chờ” (who is waiting), picks Bác Tám, takes the call and types her answer. The tutor passes it on; nobody sees anybody's number.",
  },
  {
    who: "Bác Tám", app: "zalo", does: ["xong rồi, cảm ơn cô"],
    vi: "Bác Tám đọc được lời cô Hoa ngay trong cuộc trò chuyện. Làm được rồi, bác gõ “xong rồi, cảm ơn cô”: trợ giảng báo cô Hoa và dạy tiếp.",
    en: "Bác Tám reads her answer in his own chat. When it works he types “xong rồi, cảm ơn cô” (done, thank you): the tutor tells her, and goes on teaching.",
  },
  {
    who: "Bác Thành", app: "zalo", does: ["/tb Tối mai 19 giờ, mời bà con tới nhà văn hóa thôn, mang theo điện thoại.", { pick: "Sửa lời" }, { pick: "Kèm hình" }, { pick: "Gửi đi|hẹn gửi" }],
    vi: "Bác Thành, tổ trưởng thôn Đoài, chỉ có Zalo, nơi không có nút: bác gõ “/tb” và lời thông báo, xem trước, thêm hình rồi gửi, tất cả bằng chữ và số.",
    en: "Bác Thành leads thôn Đoài and has only Zalo, which has no buttons: he types “/tb” and the announcement, looks at it, adds a picture and sends it, all by words and numbers.",
  },
  {
    who: "Ông Tịnh", app: "zalo", group: "Xóm Đoài", does: [],
    vi: "Tin tới nhóm Xóm Đoài. Sau 20 giờ 30 và giờ nghỉ trưa thì tin đợi: bấm “+ 6 giờ” ở đồng hồ để tới lúc được gửi.",
    en: "It arrives in the group of Xóm Đoài. After half past eight in the evening and at midday it waits: push the clock by six hours or more.",
  },
  {
    who: "Cô Hoa", app: "telegram", does: ["danh sách", "thăm Bác Tám, tự làm được bài cài ứng dụng", { pick: "Đúng" }],
    vi: "“Danh sách” cho cô Hoa biết tuần này ai đang vướng, nhà nào chưa bắt đầu. Cô đến nhà bác Tám rồi kể lại trong một câu; việc làm được tận mắt thấy được ghi riêng.",
    en: "“danh sách” (the list) shows Cô Hoa who is stuck this week and who never began. She visits Bác Tám and tells it in one sentence; what was seen face to face is counted apart.",
  },
  {
    who: "Cô Hoa", app: "telegram", does: ["tiến độ", { pick: "từng bài" }],
    vi: "“Tiến độ” là một câu và một biểu đồ: bao nhiêu người trên bao nhiêu người lớn, theo nguồn nào. Số người được xem tận nơi vừa thêm một.",
    en: "“tiến độ” (progress) is a sentence and a chart: how many of how many adults, by which source. Those who were seen face to face are one more than before.",
  },
  {
    who: "Chị Mai", app: "telegram", does: ["việc của xã", { pick: "tiến độ" }],
    vi: "Chị Mai, cán bộ xã, gõ “việc của xã” rồi xem tiến độ của cả xã Sông Mây, từng thôn một.",
    en: "Chị Mai is an officer of the commune: “việc của xã”, then the progress of the whole commune, hamlet by hamlet.",
  },
];

const ANSWER = 15000; // milliseconds until an answer is given up
const PAUSE = 250; // milliseconds between two looks
const SECOND_BUBBLE = 1400; // milliseconds: one message a second goes to one chat
let tourAt = Math.min(Number(localStorage.getItem("town.tour")) || 0, TOUR.length - 1);
let touring = false; // somebody's hand is being led just now

const walker = (step) => world.phones.find((phone) => phone.name.startsWith(step.who));

function drawTour() {
  byId("tour").hidden = !TOUR.every(walker);
  if (byId("tour").hidden) return;
  const step = TOUR[tourAt];
  byId("tour-at").textContent = say("tourAt", `${tourAt + 1}/${TOUR.length}`);
  byId("tour-says").textContent = step[language];
  byId("tour-do").textContent = say(step.does.length ? "tourDo" : "tourShow");
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

// Onto the phone, into the app and the tutor's chat, or the group; then one thing after the other is done there.
async function walk(step) {
  const { id } = walker(step);
  choose(id);
  views[id] = { app: step.app, open: {} };
  const chats = async () => chatsOf({ chats: (await get(`api/phones/${id}`)).chats.filter(drawn) }, step.app);
  const wanted = (chat) => (step.group ? chat.title === step.group : chat.kind === "private");
  const look = async () => ({ ...(await chats()).find(wanted), phone: id });
  openChat({ id }, (await look()).id);
  await draw();
  for (const deed of step.does) {
    const chat = await look();
    const before = fromTutor(chat).length, until = Date.now() + ANSWER;
    if (!(await does(deed, chat))) return false;
    let now = before;
    while (now === before && Date.now() < until) {
      await new Promise((done) => setTimeout(done, PAUSE));
      now = fromTutor(await look()).length;
    }
    if (now === before) return false;
    await settled(look, now);
  }
  return true;
}

const fromTutor = (chat) => chat.messages.filter((message) => message.from === "bot");

// A second bubble may follow: what is offered stands in the last.
async function settled(look, known) {
  await new Promise((done) => setTimeout(done, SECOND_BUBBLE));
  const now = fromTutor(await look()).length;
  return now === known ? now : settled(look, now);
}

function does(deed, chat) {
  if (typeof deed === "string") return hand.says(chat, deed);
  const wanted = new RegExp(deed.pick), last = fromTutor(chat).at(-1);
  const button = last.buttons.flat().find((each) => wanted.test(each.label));
  if (button) return hand.deed(chat, "press", { message: last.id, n: button.n });
  const line = last.text.split("\n").find((each) => /^\d\. /.test(each) && wanted.test(each));
  return line ? hand.says(chat, line.split(".")[0]) : false;
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
    byId("phone").scrollIntoView({ block: "nearest" }); // on a small screen the walk stands below it
  }
}

function listenToTour() {
  byId("tour-do").addEventListener("click", () => lead().catch(fail));
  byId("tour-back").addEventListener("click", () => goTo(tourAt - 1));
  byId("tour-next").addEventListener("click", () => goTo(tourAt + 1));
}
