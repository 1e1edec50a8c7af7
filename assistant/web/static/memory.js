/**
 * What a chat remembers in the browser: its session, what was said, and what is still on its way.
 *
 * @typedef {import("./api.js").Message} Message
 * @typedef {import("./api.js").Outgoing} Outgoing
 * @typedef {{own: string, files?: string[], waiting?: Outgoing, id?: string} | {answer: Message[], draft: string}} Entry
 *   `waiting` is a message that the school has not acknowledged; it goes out again under the same id
 * @typedef {{tab: string, at: number, heard: number, session: string | null, open: boolean, draft: string, entries: Entry[]}} State
 */

import { newId } from "./ids.js";

const KEY = "school-assistant";
const MOST_ENTRIES = 60;
const LOCK_WAIT_MS = 400;

/** @returns {State} */
const fresh = () => ({ tab: newId(), at: Date.now(), heard: Date.now(), session: null, open: false, draft: "", entries: [] });

/**
 * A memory that ends with the page, and one that a `save` outlives.
 *
 * @param {State} [state]
 * @param {(state: State) => void} [save] called after each change
 * @param {() => void} [erase] called when all is forgotten
 */
export function createMemory(state = fresh(), save = () => {}, erase = () => {}) {
  const change = (part) => {
    Object.assign(state, part, { at: Date.now() });
    save(state);
  };
  const without = (id) => state.entries.filter((entry) => entry.id !== id);
  return {
    session: () => state.session,
    /** @param {string} session */
    keepSession: (session) => change({ session, heard: Date.now() }),
    /** When the school last answered this chat. */
    heard: () => state.heard ?? state.at,
    dropSession: () => change({ session: null }),
    isOpen: () => state.open,
    /** @param {boolean} open */
    keepOpen: (open) => change({ open }),
    draft: () => state.draft,
    /** @param {string} draft */
    keepDraft: (draft) => change({ draft }),
    entries: () => state.entries,
    /** What the person typed, oldest first. @returns {string[]} */
    typed: () => state.entries.flatMap((entry) => entry.own ?? []),
    /** @param {string} own @param {Outgoing} waiting @param {string[]} files */
    send: (own, waiting, files) => add({ own, files, waiting, id: waiting.id }),
    /** @param {string} id @param {Message[]} answer @param {string} draft */
    answered(id, answer, draft) {
      const entries = state.entries.map((entry) => (entry.id === id ? { own: entry.own, files: entry.files } : entry));
      change({ heard: Date.now(), entries: limited([...entries, { answer: withoutReceipts(answer), draft }]) });
    },
    /** @param {Message[]} answer */
    greeted: (answer) => add({ answer: withoutReceipts(answer), draft: "" }),
    /** @param {string} id */
    refused: (id) => change({ entries: without(id) }),
    /** The tab keeps its id, whose lock this page holds: a duplicate of it is still told from it. */
    forget() {
      Object.assign(state, fresh(), { tab: state.tab, open: state.open });
      erase();
    },
  };

  function add(entry) {
    change({ entries: limited([...state.entries, entry]) });
  }
}

/** A receipt's number is shown once and never stored. @param {Message[]} answer */
function withoutReceipts(answer) {
  return answer.map(({ reference, ...message }) => message);
}

function limited(entries) {
  return entries.slice(-MOST_ENTRIES);
}

/**
 * The memory of this tab: it survives a change of page, and nothing else. A tab that was duplicated has a copy of another
 * tab's memory; it starts with an empty one.
 *
 * @param {number} minutes idle minutes after which the school ends a chat, and so the tab forgets it
 */
export async function createTabMemory(minutes) {
  const stored = read();
  const alive = stored && Date.now() - stored.at < minutes * 60000;
  const ours = alive && (await isOurs(stored.tab));
  if (stored && !ours) erase();
  const state = ours ? stored : fresh();
  if (!ours) isOurs(state.tab);
  return { memory: createMemory(state, save, erase), duplicated: Boolean(alive && !ours) };
}

/** The last state, for a launcher that has to know whether a chat was open. @returns {State | null} */
function read() {
  try {
    const state = JSON.parse(sessionStorage.getItem(KEY));
    return state && Array.isArray(state.entries) ? state : null;
  } catch {
    return null; // storage is forbidden, or somebody else wrote there
  }
}

/** Forget the chat of this tab before it was read. @returns {string | null} its session */
export function forgetTab() {
  const session = read()?.session ?? null;
  erase();
  return session;
}

/** @returns {boolean} whether the chat of this tab was open when its page was left */
export function hasOpenChat() {
  return Boolean(read()?.open);
}

/** @param {State} state */
function save(state) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(state));
  } catch {
    // A browser that forbids storage still gets a chat; it only ends with the page.
  }
}

function erase() {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // Where storage is forbidden there is nothing to forget.
  }
}

/**
 * Whether no other living page has this tab's id; from then on this one has it. The page that left a moment ago may need a moment to let go of it.
 * Browsers and pages without locks (no TLS) cannot tell, and take it as theirs.
 *
 * @param {string} tab @returns {Promise<boolean>}
 */
function isOurs(tab) {
  if (!navigator.locks) return Promise.resolve(true);
  return new Promise((resolve) => {
    const giveUp = new AbortController();
    const timer = setTimeout(() => giveUp.abort(), LOCK_WAIT_MS);
    const hold = () => {
      clearTimeout(timer);
      resolve(true);
      return new Promise(() => {}); // held until the page goes
    };
    navigator.locks.request(`${KEY}.${tab}`, { signal: giveUp.signal }, hold).catch(() => resolve(false));
  });
}
