// The page's own words in Vietnamese and English. What the bot and the lint say is the product's and stays Vietnamese.
"use strict";

const WORDS = {
  vi: {
    title: "Xem thử bài học", subtitle: "Một cuộc trò chuyện, bốn nơi cùng thấy. Lưu tệp bài là trang tự đổi theo.",
    controls: "Chọn cách thử", lesson: "Bài", persona: "Người học", honorific: "Xưng hô", device: "Loại máy", step: "Tới bước",
    stranger: "chưa hỏi (người mới)", noDevice: "không biết", android: "Android", iphone: "iPhone", elsewhere: "(đang ở ngoài bài)", otherDevice: "(máy khác)",
    restart: "Làm lại từ đầu", copy: "Chép thành bài thử", clock: "Đồng hồ", wait1: "+ 1 ngày", wait7: "+ 7 ngày", wait40: "+ 40 ngày",
    strict: "Nhắc cả những chỗ còn gọn hơn được", noFaults: "Soát bài: không có gì phải sửa", faults: "Soát bài: {e} lỗi, {w} lời nhắc",
    faultsHere: "bài này {n}", error: "lỗi", warning: "lời nhắc", line: "dòng {n}", show: "Tới bước ấy",
    stale: "Tệp {n} đang có lỗi, nên đây là bản tốt gần nhất. Sửa các lỗi ở trên rồi lưu lại.",
    broken: "Tệp {n} chưa chạy được: sửa các lỗi ở trên rồi lưu lại, bài sẽ hiện ra ngay.",
    noLesson: "Chưa có bài nào chạy được: sửa các lỗi ở trên rồi lưu lại.",
    web: "Trang web", paper: "Tờ in", write: "Nhắn như người học", send: "Gửi", voice: "Gửi tin nói", photo: "Gửi ảnh",
    opens: "Mở bài {n} từ đường dẫn", opensPlain: "Bấm Bắt đầu", waits: "{n} ngày sau", silence: "(bot không nói gì)",
    copyHint: "Lưu những dòng này thành một tệp .yaml trong tests/conversations. Từ đó máy đọc lại cuộc trò chuyện này mỗi khi bài được sửa.",
    copyLines: "Nội dung tệp", copyNow: "Chép", copied: "Đã chép.", copyByHand: "Chưa chép được: bấm Ctrl+C.", close: "Đóng",
    changed: "Tệp bài vừa được lưu: trang đã đổi theo.", lost: "Chương trình xem thử đã dừng. Chạy lại lệnh rồi trang sẽ tự nối lại.", failed: "Chưa làm được, xin thử lại.",
  },
  en: {
    title: "Lesson preview", subtitle: "One conversation, seen in four places. Save the lesson's file and this page follows.",
    controls: "How to try it", lesson: "Lesson", persona: "Learner", honorific: "Addressed as", device: "Phone", step: "Go to step",
    stranger: "not asked yet (newcomer)", noDevice: "does not know", android: "Android", iphone: "iPhone", elsewhere: "(outside the lesson)", otherDevice: "(other phone)",
    restart: "Start again", copy: "Copy as a test", clock: "Clock", wait1: "+ 1 day", wait7: "+ 7 days", wait40: "+ 40 days",
    strict: "Also mention what could be shorter", noFaults: "Check: nothing to mend", faults: "Check: {e} errors, {w} warnings",
    faultsHere: "{n} in this lesson", error: "error", warning: "warning", line: "line {n}", show: "Go to that step",
    stale: "The file {n} has errors, so this is its last good form. Mend what is listed above and save it again.",
    broken: "The file {n} cannot be tried yet: mend what is listed above and save it, and it appears at once.",
    noLesson: "No lesson can be tried yet: mend what is listed above and save it again.",
    web: "Web chat", paper: "Paper", write: "Write as the learner", send: "Send", voice: "Send a voice message", photo: "Send a photo",
    opens: "Opens lesson {n} by its link", opensPlain: "Presses Start", waits: "{n} days later", silence: "(the bot says nothing)",
    copyHint: "Save these lines as a .yaml file in tests/conversations. From then on this conversation is replayed whenever the lesson is edited.",
    copyLines: "The file", copyNow: "Copy", copied: "Copied.", copyByHand: "Not copied: press Ctrl+C.", close: "Close",
    changed: "The lesson's file was saved: this page has followed.", lost: "The preview was stopped. Run the command again and this page reconnects by itself.", failed: "That did not work, please try again.",
  },
};

let language = localStorage.getItem("preview-language") === "en" ? "en" : "vi";

function say(key, values = {}) {
  return (WORDS[language][key] ?? key).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

function sayAll() {
  document.documentElement.lang = language;
  document.title = `${say("title")} – Học Vụ Số`;
  for (const item of document.querySelectorAll("[data-say]")) item.textContent = say(item.dataset.say);
  for (const item of document.querySelectorAll("[data-label]")) item.setAttribute("aria-label", say(item.dataset.label));
  const other = document.getElementById("language");
  other.textContent = language === "vi" ? "English" : "Tiếng Việt";
  other.lang = language === "vi" ? "en" : "vi";
}
