/**
 * The polite live region: says each new thing once. The transcript itself is silent (aria-live="off"), because a log that
 * announces would read buttons and quotes in pieces and, in some browsers, old messages again.
 */

import { make } from "./dom.js";

const KEPT_MS = 5000;

let region = null;

/** @param {HTMLElement} element */
export function useAnnouncer(element) {
  region = element;
}

/** @param {string} text */
export function announce(text) {
  const line = make("p", {}, text);
  region.append(line);
  setTimeout(() => line.remove(), KEPT_MS); // or a person who browses the page would meet every message twice
}
