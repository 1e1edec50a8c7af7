/** The opaque session, kept for this tab alone. Nothing that was said is ever stored. */

const KEY = "assistant.session";
let inMemory = null;

/** @returns {string | null} */
export function storedSession() {
  try {
    return sessionStorage.getItem(KEY) || inMemory;
  } catch {
    return inMemory;
  }
}

/** @param {string} session */
export function storeSession(session) {
  inMemory = session;
  try {
    sessionStorage.setItem(KEY, session);
  } catch {
    // A browser that forbids storage still gets a chat; it only ends with the page.
  }
}

export function forgetSession() {
  inMemory = null;
  try {
    sessionStorage.clear();
  } catch {
    // Where storage is forbidden there is nothing to forget.
  }
}
