/** The box where a person writes. It never cuts a text and is emptied only when the text has been taken over. */

import { countText, lengthWarning, MAX_LENGTH, NOTHING_TYPED, TOO_LONG_TO_SEND } from "./words.js";

/**
 * @param {{form: HTMLFormElement, text: HTMLTextAreaElement, counter: HTMLElement, warning: HTMLElement}} parts
 * @param {(text: string) => void} onSend
 * @param {{onInput?: (value: string) => void, obstacle?: () => string}} [options] `obstacle` says why nothing can be sent yet
 */
export function createComposer({ form, text, counter, warning }, onSend, { onInput = () => {}, obstacle = () => "" } = {}) {
  function show() {
    const length = codePoints(text.value);
    counter.textContent = countText(length);
    form.classList.toggle("too-long", length > MAX_LENGTH);
    text.setAttribute("aria-invalid", String(length > MAX_LENGTH));
    warn(lengthWarning(length));
    onInput(text.value);
  }

  function warn(words) {
    if (warning.textContent !== words) warning.textContent = words; // the same words again would be read out again
  }

  function set(value) {
    text.value = value;
    show();
  }

  function submit() {
    const value = text.value;
    if (!value.trim()) return complain(NOTHING_TYPED);
    if (codePoints(value) > MAX_LENGTH) return complain(TOO_LONG_TO_SEND);
    if (obstacle()) return complain(obstacle());
    set("");
    onSend(value);
  }

  /** The same words again would not be read out again. */
  function complain(words) {
    warn("");
    requestAnimationFrame(() => warn(words));
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  text.addEventListener("input", show);
  text.addEventListener("keydown", (event) => {
    if (!isSendKey(event)) return;
    event.preventDefault();
    submit();
  });

  return {
    set,
    complain,
    empty: () => set(""),
    focus: () => text.focus(),
    /** Put words that were not sent back in front of what has been typed since. @param {string} words */
    giveBack: (words) => set([words, text.value].filter(Boolean).join("\n")),
  };
}

/** A Python server counts code points too. @param {string} text */
function codePoints(text) {
  return Array.from(text).length;
}

/** Touch keyboards have no comfortable Shift+Enter, so there Enter makes a new line. @param {KeyboardEvent} event */
function isSendKey(event) {
  return event.key === "Enter" && !event.shiftKey && !event.isComposing && !matchMedia("(pointer: coarse)").matches;
}
