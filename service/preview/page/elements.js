// Small tools for drawing: elements, and a redraw that leaves alone what is as it was.
"use strict";

const $ = (id) => document.getElementById(id);

function make(tag, attributes = {}, ...children) {
  const item = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "click") item.addEventListener("click", value);
    else if (value === true) item.setAttribute(name, "");
    else if (value !== false && value != null) item.setAttribute(name, value);
  }
  item.append(...children.flat().filter((child) => child != null && child !== false));
  return item;
}

// `parts`: what each child shows and how it is built. A child that shows what it showed stays the same element,
// so that a screen reader's log tells only what is new; the button that had the focus has it again.
function redraw(parent, parts) {
  const focused = parent.contains(document.activeElement) ? document.activeElement.dataset.focus : null;
  parts.forEach(([shown, build], at) => {
    const content = JSON.stringify([language, shown]);
    const old = parent.children[at];
    if (old?.shows === content) return;
    const item = Object.assign(build(), { shows: content });
    if (old) old.replaceWith(item);
    else parent.append(item);
  });
  while (parent.children.length > parts.length) parent.lastElementChild.remove();
  if (focused && !parent.contains(document.activeElement)) {
    (parent.querySelector(`[data-focus="${CSS.escape(focused)}"]`) ?? parent).focus({ preventScroll: true });
  }
}

// `choices`: [value, words, is there] each.
function fill(select, choices, chosen) {
  const content = JSON.stringify(choices);
  if (select.shows !== content) {
    select.replaceChildren(...choices.map(([value, words, there = true]) => make("option", { value, disabled: !there }, words)));
    select.shows = content;
  }
  select.value = chosen ?? "";
}

// In a chat the buttons below the newest bubble stay in sight when its picture arrives and pushes them down.
function picture(url, alt) {
  const item = make("img", { src: url, alt });
  item.addEventListener("load", () => {
    const talk = item.closest(".talk");
    if (talk?.lastElementChild.contains(item) && talk.id !== "paper") talk.scrollTop = talk.scrollHeight;
  });
  return item;
}
