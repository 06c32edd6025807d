// Small tools for drawing: elements, icons, times, and a redraw that touches only what has changed.
"use strict";

function make(tag, attributes = {}, ...children) {
  const item = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "on") for (const [event, handler] of Object.entries(value)) item.addEventListener(event, handler);
    else if (value === true) item.setAttribute(name, "");
    else if (value !== false && value != null) item.setAttribute(name, value);
  }
  item.append(...children.filter((child) => child != null));
  return item;
}

// `parts`: of each child a key, what it shows, and how it is built. A child whose key and content are as before
// stays the same element, so that typing, focus and a screen reader's place survive; the log says only what is new.
function keep(parent, parts) {
  const focus = parent.contains(document.activeElement) ? document.activeElement.dataset.focus : null;
  const before = new Map([...parent.children].map((item) => [item.dataset.key, item]));
  const items = parts.map(([key, shown, build]) => {
    const content = JSON.stringify([language, shown]);
    const old = before.get(key);
    if (old && old.shows === content) return old;
    return Object.assign(keyed(key, build), { shows: content });
  });
  for (const old of [...parent.children]) if (!items.includes(old)) old.remove();
  items.forEach((item, at) => { if (parent.children[at] !== item) parent.insertBefore(item, parent.children[at] ?? null); });
  if (focus && !parent.contains(document.activeElement)) parent.querySelector(`[data-focus="${CSS.escape(focus)}"]`)?.focus({ preventScroll: true });
}

function keyed(key, build) {
  const item = build();
  item.dataset.key = key;
  return item;
}

const SHAPES = { // drawn for a 24 × 24 field, in lines
  back: "M15 5l-7 7 7 7",
  send: "M3.500 11.500 20 4l-5 16-4-6.500zM11 13.500 20 4",
  sticker: "M12 3.500a8.500 8.500 0 1 0 8.500 8.500c-4 .500-9-4-8.500-8.500zM8.500 11h.01M14 13.500h.01M9 15.500c1.500 1.200 3.500 1.200 5 .3",
  picture: "M4 5h16v14H4zM4 16l5-5 4 4 2.500-2.500L20 17M15.500 9h.01",
  microphone: "M12 3.500a2.700 2.700 0 0 1 2.700 2.700v5a2.700 2.700 0 0 1-5.400 0v-5A2.700 2.700 0 0 1 12 3.500zM6.500 11a5.500 5.500 0 0 0 11 0M12 16.500V20",
  clip: "M18.500 11.500l-7 7a4.300 4.300 0 0 1-6-6l7.500-7.500a2.900 2.900 0 0 1 4 4l-7.500 7.500a1.400 1.400 0 0 1-2-2l6.500-6.500",
  reply: "M10 6l-6 5.500 6 5.500v-3.500c5 0 8 1.500 10 5-.500-6-4-9-10-9z",
  close: "M6 6l12 12M18 6L6 18",
  signal: "M5 19v-3M10 19v-6M15 19V9M20 19V5",
  plane: "M10 14l-6-2.500 1.500-1.500 6 .5L16 5.500c1-1 2.500-1.500 3-1s0 2-1 3L13.500 12l.5 6-1.500 1.500z",
  people: "M9 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM3 19c.3-3.500 2.500-5.500 6-5.500s5.700 2 6 5.500M16 11a2.500 2.500 0 1 0-1-4.800M17.500 13.700c2 .6 3.300 2.300 3.500 5.300",
};

function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const drawing = document.createElementNS(space, "svg");
  const line = document.createElementNS(space, "path");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("aria-hidden", "true");
  drawing.setAttribute("class", "icon");
  line.setAttribute("d", SHAPES[name]);
  drawing.append(line);
  return drawing;
}

const HERE = "Asia/Ho_Chi_Minh";
const clockTime = (iso) => new Intl.DateTimeFormat("vi-VN", { hour: "2-digit", minute: "2-digit", timeZone: HERE }).format(new Date(iso));
const dayOf = (iso) => new Intl.DateTimeFormat("sv-SE", { timeZone: HERE }).format(new Date(iso)); // as 2026-11-25

function dayName(iso, now) {
  if (dayOf(iso) === dayOf(now)) return say("today");
  const locale = language === "vi" ? "vi-VN" : "en-GB";
  return new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "numeric", year: "numeric", timeZone: HERE }).format(new Date(iso));
}
