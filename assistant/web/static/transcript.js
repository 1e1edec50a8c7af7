/** What was said, on the page only. */

import { announce } from "./announcer.js";
import { make, makeButton } from "./dom.js";
import { disable, messageParts, spoken } from "./message.js";
import { RETRY, SENT_FILES } from "./words.js";

/** @typedef {import("./api.js").Message} Message */

const NEAR_END_PX = 200;
const NEAR_TOP_PX = 70;

/**
 * @param {HTMLElement} log
 * @param {(choice: import("./api.js").Choice) => void} onChoice
 * @param {{scroller?: Element, signs?: boolean}} [options] `scroller` is what scrolls the log, the page unless told otherwise
 */
export function createTranscript(log, onChoice, { scroller = document.scrollingElement, signs = false } = {}) {
  /** Add without moving somebody who has scrolled up to read, or the page's own heading away from the greeting. */
  function add(...elements) {
    const follow = log.hasChildNodes() && isNearEnd();
    log.append(...elements);
    if (follow) show(elements[0], NEAR_TOP_PX);
  }

  /** `scrollIntoView` would move the page that a widget stands on too. */
  function show(element, top) {
    scroller.scrollTop += element.getBoundingClientRect().top - topOf(scroller) - top;
  }

  function isNearEnd() {
    return scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_END_PX;
  }

  /** @param {Message[]} messages @param {string} draft what the marks' offsets count in */
  function addAnswer(messages, draft = "") {
    if (!messages.length) return;
    disable(log);
    add(...messages.map((message) => answerBubble(message, draft)));
    announce(`Assistant: ${messages.map(spoken).join("\n")}`);
  }

  /**
   * Show again what was said before the page changed, without a word: it was read out once.
   *
   * @param {import("./memory.js").Entry[]} entries @returns {Map<string, ReturnType<typeof addOwn>>} the own messages by their ids
   */
  function restore(entries) {
    const bubbles = new Map();
    for (const [index, entry] of entries.entries()) {
      if (entry.answer) {
        const shown = entry.answer.map((message) => answerBubble(message, entry.draft));
        log.append(...shown);
        if (index < entries.length - 1) shown.forEach(disable);
      } else bubbles.set(entry.id, addOwn(entry.own, entry.files));
    }
    scroller.scrollTop = scroller.scrollHeight;
    return bubbles;
  }

  function answerBubble(message, draft) {
    return bubble("assistant", "Assistant", ...messageParts(message, { draft, onChoice, signs }));
  }

  /** @param {string} text @param {string[]} [files] their names @returns the person's own message, whose delivery can be told on it */
  function addOwn(text, files = []) {
    const state = make("div", { class: "state" });
    const sent = files.length ? [make("p", { class: "sent-files", dir: "auto" }, `${SENT_FILES} ${files.join(", ")}`)] : [];
    const element = bubble("own", "You", make("p", { class: "words", dir: "auto" }, text), ...sent, state);
    log.append(element);
    scroller.scrollTop = scroller.scrollHeight;
    return { element, ...deliveryState(state) };
  }

  /** @param {string} text @param {{label: string, run: () => void}} [action] */
  function addNote(text, action) {
    const note = make("div", { class: "note" }, make("p", {}, text));
    if (action) note.append(once(action));
    add(note);
    announce(action ? `${text} Button: ${action.label}.` : text);
  }

  /** Ask something, here and not in a window of the browser's. @param {string} text @param {{label: string, run: () => void}[]} ways */
  function ask(text, ways) {
    const note = make("div", { class: "note", role: "group", "aria-label": text, tabindex: "-1" }, make("p", {}, text));
    const buttons = ways.map(({ label, run }) =>
      makeButton(label, () => {
        note.remove();
        run();
      }),
    );
    note.append(make("div", { class: "choices" }, ...buttons));
    log.append(note);
    scroller.scrollTop = scroller.scrollHeight;
    note.focus({ preventScroll: true });
  }

  return { addAnswer, addOwn, addNote, ask, restore, empty: () => log.replaceChildren() };
}

/** Where what is scrolled begins in the window. */
function topOf(scroller) {
  return scroller === document.scrollingElement ? 0 : scroller.getBoundingClientRect().top;
}

function bubble(kind, sender, ...parts) {
  return make("div", { class: `message ${kind}`, tabindex: "-1" }, make("p", { class: "sender" }, sender), ...parts);
}

function once({ label, run }) {
  const button = makeButton(label, () => {
    button.disabled = true;
    run();
  });
  return button;
}

/** What became of an own message, told at its foot. @param {HTMLElement} place */
function deliveryState(place) {
  return {
    /** @param {string} text */
    tell: (text) => place.replaceChildren(make("p", {}, text)),
    clear: () => place.replaceChildren(),
    /** @param {string} text @param {() => void} retry */
    offerRetry: (text, retry) => place.replaceChildren(make("p", {}, text), makeButton(RETRY, retry)),
  };
}
