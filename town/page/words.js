// The page's own words in Vietnamese and English. What stands on the phones is the product's and stays Vietnamese.
"use strict";

const WORDS = {
  vi: {
    title: "Thị trấn thử của Học Vụ Số",
    subtitle: "Những chiếc điện thoại giả, một trợ giảng thật. Không cần tài khoản nào.",
    phones: "Các điện thoại", controls: "Bảng điều khiển",
    begin: "Bắt đầu thế nào?",
    begin1: "Chọn một điện thoại, chạm “Bắt đầu” hoặc gõ “xin chao”.",
    begin2: "Trả lời bằng nút bấm, bằng số, hoặc gõ không dấu: “roi”, “ko dc”, “quay lai”.",
    begin3: "Kẹt thì nhắn “giup”. Điện thoại của cô Hoa sẽ nhận được lời gọi.",
    webchat: "Mở trò chuyện trên trang web",
    clock: "Đồng hồ của thị trấn", clockHint: "Nhảy tới hôm khác để xem lời nhắc và câu đố ôn lại: chúng đến từ 18 đến 20 giờ.", evening: "Tới 20 giờ tối",
    ahead: "đi trước giờ thật {n}", days: "{n} ngày", hours: "{n} giờ",
    queue: "Tin đang chờ", waiting: "Chờ giao cho trợ giảng", oldest: "Tin chờ lâu nhất", seconds: "{n} giây",
    trouble: "Lần giao gần nhất chưa được: {n}",
    people: "Thêm người", name: "Tên", device: "Loại máy", addPhone: "Thêm điện thoại",
    reset: "Xóa màn hình các điện thoại, làm lại từ đầu",
    sure: "Xóa hết tin trên các điện thoại giả? Trợ giảng vẫn nhớ chỗ học của từng người.",
    log: "Nhật ký cuộc gọi tới máy chủ giả", time: "Lúc", call: "Lệnh", chat: "Ô trò chuyện", result: "Kết quả",
    start: "Bắt đầu", write: "Tin nhắn", send: "Gửi", more: "Gửi thứ khác", bot: "trợ giảng",
    online: "Đang có mạng. Chạm để tắt", offline: "Đang mất mạng. Chạm để bật",
    block: "Chặn trợ giảng", unblock: "Bỏ chặn", blocked: "Đã chặn trợ giảng. Bỏ chặn để nhắn tiếp.",
    sticker: "Nhãn dán 👍", voice: "Tin nói", photo: "Ảnh", edited: "đã sửa",
    waitingTick: "chờ mạng", sentTick: "đã gửi", deliveredTick: "đã tới", conversation: "Cuộc trò chuyện trên máy của {n}",
    unread: "{n} tin mới", empty: "Chưa có tin nào", me: "Tôi", members: "{n} thành viên", chats: "Các cuộc trò chuyện",
    lost: "Mất liên lạc với máy chủ. Đang thử lại…", English: "English",
  },
  en: {
    title: "Học Vụ Số test town",
    subtitle: "Pretend phones, a real tutor. No account needed.",
    phones: "Phones", controls: "Controls",
    begin: "How to begin",
    begin1: "Pick a phone, press “Bắt đầu” (start) or type “xin chao” (hello).",
    begin2: "Answer with buttons, with numbers, or in plain words without tone marks: “roi” (done), “ko dc” (it doesn't work), “quay lai” (back).",
    begin3: "Stuck? Type “giup” (help). Cô Hoa, of the digital-technology team, gets the call on her phone.",
    webchat: "Open the web chat",
    clock: "The town's clock", clockHint: "Jump to another day to see reminders and review questions: they come between 6 and 8 p.m.", evening: "To 8 p.m.",
    ahead: "{n} ahead of real time", days: "{n} d", hours: "{n} h",
    queue: "Waiting messages", waiting: "To be delivered to the tutor", oldest: "Oldest has waited", seconds: "{n} s",
    trouble: "The last delivery failed: {n}",
    people: "Add a person", name: "Name", device: "Phone", addPhone: "Add phone",
    reset: "Clear all phones and start over",
    sure: "Clear every message on the pretend phones? The tutor still remembers each learner's place.",
    log: "Calls made to the simulated platform", time: "At", call: "Call", chat: "Chat", result: "Result",
    start: "Bắt đầu", write: "Message", send: "Send", more: "Send something else", bot: "bot",
    online: "Online. Press to switch the network off", offline: "Offline. Press to switch it on",
    block: "Block the bot", unblock: "Unblock", blocked: "The bot is blocked on this phone. Unblock it to go on.",
    sticker: "Sticker 👍", voice: "Voice note", photo: "Photo", edited: "edited",
    waitingTick: "waiting for the network", sentTick: "sent", deliveredTick: "delivered", conversation: "Conversation on {n}'s phone",
    unread: "{n} new", empty: "No messages yet", me: "Me", members: "{n} members", chats: "Chats",
    lost: "The server does not answer. Trying again…", English: "Tiếng Việt",
  },
};

let language = localStorage.getItem("town.language") === "en" ? "en" : "vi";

function say(key, n = "") {
  return WORDS[language][key].replace("{n}", n);
}

function speak() {
  document.documentElement.lang = language;
  document.querySelectorAll("[data-say]").forEach((item) => { item.textContent = say(item.dataset.say); });
  document.querySelectorAll("[data-label]").forEach((item) => { item.setAttribute("aria-label", say(item.dataset.label)); });
  const button = document.getElementById("language");
  button.textContent = say("English");
  button.lang = language === "vi" ? "en" : "vi";
}
