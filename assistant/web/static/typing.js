/** "Assistant is typing": only when the answer takes a moment, so that quick answers are not talked over. */

import { TYPING } from "./words.js";

const DELAY_MS = 500;

/** @param {HTMLElement} place a status that speaks by itself */
export function createTyping(place) {
  let timer;
  return {
    start() {
      timer = setTimeout(() => (place.textContent = TYPING), DELAY_MS);
    },
    stop() {
      clearTimeout(timer);
      place.textContent = "";
    },
  };
}
