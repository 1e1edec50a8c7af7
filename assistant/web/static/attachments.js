/** Files that go with the next message: chosen, sent with their progress, named by their tokens. */

import { announce } from "./announcer.js";
import { make, makeButton } from "./dom.js";
import * as words from "./words.js";

const MOST_FILES = 5;
const MOST_BYTES = 10 * 1024 * 1024;
const PERCENT = 100;

/**
 * @param {{input: HTMLInputElement, list: HTMLElement}} parts
 * @param {(file: File, onProgress: (part: number) => void, signal: AbortSignal) => Promise<string>} upload
 * @param {(words: string) => void} complain
 */
export function createAttachments({ input, list }, upload, complain) {
  /** @type {Map<Element, {name: string, token: string | null, stop: AbortController}>} */
  const files = new Map();

  input.addEventListener("change", () => {
    for (const file of input.files) add(file);
    input.value = "";
  });

  /** @param {File} file */
  async function add(file) {
    if (files.size >= MOST_FILES) return complain(words.TOO_MANY_FILES);
    if (file.size > MOST_BYTES) return complain(words.FILE_TOO_LARGE);
    const progress = make("progress", { max: PERCENT, value: 0, "aria-label": file.name });
    const state = make("span", {}, progress);
    const removal = makeButton(words.REMOVE, () => remove(row));
    removal.setAttribute("aria-label", `${words.REMOVE} ${file.name}`);
    const row = make("li", {}, make("span", { dir: "auto" }, file.name), state, removal);
    const entry = { name: file.name, token: null, stop: new AbortController() };
    files.set(row, entry);
    list.append(row);
    show();
    try {
      entry.token = await upload(file, (part) => (progress.value = Math.round(part * PERCENT)), entry.stop.signal);
      state.replaceChildren(words.UPLOADED);
      announce(`${file.name} ${words.UPLOADED}`);
    } catch (error) {
      if (entry.stop.signal.aborted) return;
      remove(row);
      complain(error.reason || words.NOT_UPLOADED);
    }
  }

  /** The focus moves on only if it was on what goes. @param {Element} row */
  function remove(row) {
    const hadFocus = row.contains(row.getRootNode().activeElement);
    files.get(row)?.stop.abort();
    files.delete(row);
    row.remove();
    show();
    if (hadFocus) input.focus();
  }

  function show() {
    list.hidden = !files.size;
  }

  /** Empty the list, and stop what is on its way. @returns {string[]} the names */
  function drop() {
    const names = [...files.values()].map((entry) => entry.name);
    for (const entry of files.values()) entry.stop.abort();
    files.clear();
    list.replaceChildren();
    show();
    return names;
  }

  return {
    drop,
    /** Why nothing can be sent yet. @returns {string} */
    obstacle: () => ([...files.values()].some((entry) => !entry.token) ? words.STILL_UPLOADING : ""),
    /** Hand over what goes with a message now. @returns {{tokens: string[], names: string[]}} */
    take() {
      const tokens = [...files.values()].map((entry) => entry.token);
      return { tokens, names: drop() };
    },
  };
}
