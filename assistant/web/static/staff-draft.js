/**
 * What stands in the box of the staff chat as its page is left, so that signing in again loses nothing. It is kept in this tab
 * alone, for an hour, for the person who typed it, and not once that person has signed out.
 */

const KEY = "staff-draft";
const LASTS_MS = 3600000;
let over = false;

/** The draft, once. @param {string} owner @returns {string} nothing where it is another person's or too old */
export function takeDraft(owner) {
  const found = read();
  erase();
  return found && found.owner === owner && Date.now() - found.at < LASTS_MS ? found.text : "";
}

/** @param {string} owner @param {string} text */
export function keepDraft(owner, text) {
  if (over || !text.trim()) return erase();
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ owner, text, at: Date.now() }));
  } catch {
    // Where storage is forbidden, the words are in the page alone.
  }
}

/** Keep nothing from now on. */
export function dropDraft() {
  over = true;
  erase();
}

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY));
  } catch {
    return null;
  }
}

function erase() {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // Where storage is forbidden there is nothing to erase.
  }
}
