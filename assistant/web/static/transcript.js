/** What was said, on the page only. */

import { announce } from "./announcer.js";
import { make, makeButton } from "./dom.js";
import { messageParts, spoken } from "./message.js";
import { RETRY } from "./words.js";

/** @typedef {import("./api.js").Message} Message */

const NEAR_END_PX = 200;

/** @param {HTMLElement} log @param {(choice: import("./api.js").Choice) => void} onChoice */
export function createTranscript(log, onChoice) {
  /** Add without moving somebody who has scrolled up to read, or the page's own heading away from the greeting. */
  function add(...elements) {
    const follow = log.hasChildNodes() && isNearEnd();
    log.append(...elements);
    if (follow) elements[0].scrollIntoView({ block: "start" });
  }

  /** @param {Message[]} messages @param {string} draft what the marks' offsets count in */
  function addAnswer(messages, draft = "") {
    if (!messages.length) return;
    add(...messages.map((message) => bubble("assistant", "Assistant", ...messageParts(message, { draft, onChoice }))));
    announce(`Assistant: ${messages.map(spoken).join("\n")}`);
  }

  /** @param {string} text @returns the person's own message, whose delivery can be told on it */
  function addOwn(text) {
    const state = make("div", { class: "state" });
    const element = bubble("own", "You", make("p", { class: "words" }, text), state);
    log.append(element);
    element.scrollIntoView({ block: "nearest" });
    return { element, ...deliveryState(state) };
  }

  /** @param {string} text @param {{label: string, run: () => void}} [action] */
  function addNote(text, action) {
    const note = make("div", { class: "note" }, make("p", {}, text));
    if (action) note.append(once(action));
    add(note);
    announce(action ? `${text} Button: ${action.label}.` : text);
  }

  return { addAnswer, addOwn, addNote, empty: () => log.replaceChildren() };
}

function isNearEnd() {
  const page = document.scrollingElement;
  return page.scrollHeight - page.scrollTop - page.clientHeight < NEAR_END_PX;
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

function deliveryState(place) {
  return {
    /** @param {string} text */
    tell: (text) => place.replaceChildren(make("p", {}, text)),
    clear: () => place.replaceChildren(),
    /** @param {string} text @param {() => void} retry */
    offerRetry: (text, retry) => place.replaceChildren(make("p", {}, text), makeButton(RETRY, retry)),
  };
}
