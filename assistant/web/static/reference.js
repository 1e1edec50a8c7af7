/** A receipt's number: large, easy to select and to copy, and plainly shown once. */

import { announce } from "./announcer.js";
import { make, makeButton } from "./dom.js";
import { COPIED, COPY, COPY_YOURSELF, WRITE_DOWN } from "./words.js";

/** @param {string} reference */
export function referenceBox(reference) {
  const number = make("p", { class: "reference-number" }, reference);
  const button = makeButton(COPY, () => copy(number, button));
  return make("div", { class: "reference" }, make("p", { class: "reference-advice" }, WRITE_DOWN), number, button);
}

async function copy(number, button) {
  try {
    await navigator.clipboard.writeText(number.textContent);
    button.textContent = COPIED;
    announce(COPIED);
  } catch {
    getSelection().selectAllChildren(number); // no clipboard without TLS or permission
    announce(COPY_YOURSELF);
  }
}
