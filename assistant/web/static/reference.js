/** A receipt's number: large, easy to select, to copy and to save, and plainly shown once. */

import { announce } from "./announcer.js";
import { signReceipt } from "./api.js";
import { make, makeButton } from "./dom.js";
import { COPIED, COPY, COPY_YOURSELF, NOT_SAVED, SAVE, SAVED, WRITE_DOWN } from "./words.js";

const NOT_OFFERED = [404, 405];
const FILE_NAME = "receipt";

/** @param {string} reference @param {boolean} signs whether this school signs receipts */
export function referenceBox(reference, signs) {
  const number = make("p", { class: "reference-number" }, reference);
  const copyButton = makeButton(COPY, () => copy(number, copyButton));
  const ways = make("div", { class: "reference-ways" }, copyButton);
  if (signs) {
    const saveButton = makeButton(SAVE, () => save(reference, saveButton));
    ways.append(saveButton);
  }
  return make("div", { class: "reference" }, make("p", { class: "reference-advice" }, WRITE_DOWN), number, ways);
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

async function save(reference, button) {
  button.disabled = true;
  try {
    download(await signReceipt(reference, new AbortController().signal));
    announce(SAVED);
  } catch (error) {
    if (NOT_OFFERED.includes(error.status)) button.hidden = true;
    announce(NOT_SAVED);
    button.after(make("p", {}, NOT_SAVED));
  }
  button.disabled = false;
}

/** @param {Blob} file */
function download(file) {
  const address = URL.createObjectURL(file);
  make("a", { href: address, download: `${FILE_NAME}.${file.type.includes("json") ? "json" : "txt"}` }).click();
  setTimeout(() => URL.revokeObjectURL(address), 0);
}
