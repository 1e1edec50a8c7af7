/** One person's chat: its session, its messages on their way, its end. */

import { announce } from "./announcer.js";
import * as parentApi from "./api.js";
import { createIdleWatch } from "./idle.js";
import { newId } from "./ids.js";
import { persist } from "./persist.js";
import * as words from "./words.js";

/**
 * @typedef {ReturnType<ReturnType<typeof import("./transcript.js").createTranscript>["addOwn"]>} OwnMessage
 * @typedef {{message: parentApi.Outgoing, files: string[], own: OwnMessage, help: (error: parentApi.ApiError) => void}} Delivery
 *   a message, kept with its id until the school has acknowledged it, and the names of its files
 */

/**
 * `api` and `ended` are those of a parent's chat unless the page brings its own; without `minutes` no end is told beforehand.
 *
 * @param {{transcript: any, composer: any, typing: any, phone: string, minutes?: number, api?: any,
 *   memory: ReturnType<typeof import("./memory.js").createMemory>, dropFiles?: () => string[],
 *   ended?: {text: string, label: string, run: () => void}}} page `dropFiles` empties the list of files, which belong to the
 *   session that is over, and returns their names
 */
export function createConversation({
  transcript,
  composer,
  typing,
  phone,
  minutes,
  memory,
  api = parentApi,
  dropFiles = () => [],
  ended,
}) {
  let stop = new AbortController();
  let opening = null;
  let lastRequest = Promise.resolve();
  let lastTurn = Promise.resolve();
  const idle = createIdleWatch(minutes, { onSoon: () => transcript.addNote(words.ENDS_SOON), onEnd: endQuietly });

  /** Requests go one after the other. @template T @param {() => Promise<T>} request @returns {Promise<T>} */
  function inLine(request) {
    const result = lastRequest.then(request);
    lastRequest = result.catch(() => {}); // the caller handles it; the next in line only waits
    return result;
  }

  /**
   * A message that does not reach the school keeps its turn until it is answered or given up, so that none overtakes it. One that
   * the school itself lets wait ends it: what is written next may tell of danger, and has to be heard at once.
   *
   * @template T @param {(endTurn: () => void) => Promise<T>} sending @returns {Promise<T>}
   */
  function inTurn(sending) {
    return new Promise((resolve, reject) => {
      lastTurn = lastTurn.then(() => new Promise((end) => sending(end).finally(end).then(resolve, reject)));
    });
  }

  async function open(signal) {
    const { session, messages } = await api.openSession(signal);
    if (signal.aborted) return session;
    memory.keepSession(session);
    idle.restart(memory.heard());
    memory.greeted(messages);
    transcript.addAnswer(messages);
    return session;
  }

  /** The session of this chat; two who ask at once get the same one. */
  function currentSession(signal = stop.signal) {
    if (memory.session()) return Promise.resolve(memory.session());
    if (opening) return opening;
    const mine = open(signal).finally(() => {
      if (opening === mine) opening = null; // after a halt another may be under way
    });
    opening = mine;
    return mine;
  }

  /** Begin, or go on where the page was left: what had not been acknowledged goes out again under its own id. */
  function start() {
    if (memory.entries().length) resume();
    return greet();
  }

  async function greet() {
    if (memory.session()) return idle.restart(memory.heard());
    const { signal } = stop;
    const help = helpOnce();
    const onWait = firstOf((error, text) => {
      help(error);
      transcript.addNote(text);
    });
    try {
      await persist(() => currentSession(signal), { signal, onWait });
    } catch (error) {
      if (signal.aborted) return;
      help(error);
      transcript.addNote(words.gaveUpText(error.busy, phone), { label: words.RETRY, run: greet });
    }
  }

  function resume() {
    const entries = memory.entries();
    const bubbles = transcript.restore(entries);
    announce(words.RESUMED);
    for (const { id, waiting, files } of entries.slice()) {
      if (waiting) deliver({ message: waiting, files, own: bubbles.get(id), help: helpOnce() });
    }
  }

  /** Show the words for the person that come with a refusal (perhaps emergency numbers), but not at each new try. */
  function helpOnce() {
    let shown = false;
    return (error) => {
      if (!shown) transcript.addAnswer(error.messages);
      shown = shown || error.messages.length > 0;
    };
  }

  /** @param {string} text @param {{tokens: string[], names: string[]}} [files] */
  function sendText(text, files = { tokens: [], names: [] }) {
    return send(text, { id: newId(), text, ...(files.tokens.length && { attachments: files.tokens }) }, files.names);
  }

  function askForPerson() {
    return sendText(words.ASK_FOR_PERSON);
  }

  function sendChoice({ title, token }) {
    return send(title, { id: newId(), button: token }, []);
  }

  /** @param {string} shown @param {parentApi.Outgoing} message @param {string[]} files their names */
  function send(shown, message, files) {
    memory.send(shown, message, files);
    const own = transcript.addOwn(shown, files);
    if (message.button) own.element.focus({ preventScroll: true }); // the pressed button is disabled and would lose the focus
    return deliver({ message, files, own, help: helpOnce() });
  }

  /** @param {Delivery} delivery */
  async function deliver(delivery) {
    const { signal } = stop;
    const tell = waitingTeller(delivery);
    delivery.own.clear();
    try {
      const { messages } = await inTurn((endTurn) => {
        const onWait = (error, seconds) => {
          if (error.busy) endTurn();
          tell(error, seconds);
        };
        return persist(() => inLine(() => post(delivery.message, signal)), { signal, onWait, untilOnline: true });
      });
      if (signal.aborted) return;
      const draft = draftOf(messages, delivery.message.text);
      memory.answered(delivery.message.id, messages, draft);
      idle.restart(memory.heard());
      delivery.own.clear();
      transcript.addAnswer(messages, draft);
    } catch (error) {
      if (!signal.aborted) explain(error, delivery);
    }
  }

  function waitingTeller({ own, help }) {
    const announceFirst = firstOf((error, text) => announce(text));
    return (error, seconds) => {
      help(error);
      own.tell(words.waitingText(error.busy, seconds));
      announceFirst(error, seconds);
    };
  }

  /** The words that marks count in: those just sent or, when a button was pressed, the latest that can hold the marks. */
  function draftOf(messages, sent) {
    const marks = messages.flatMap((message) => message.marks || []);
    if (!marks.length) return "";
    const end = Math.max(...marks.map((mark) => mark.end));
    const candidates = [sent || "", ...memory.typed().reverse()];
    return candidates.find((text) => Array.from(text).length >= end) || "";
  }

  async function post(message, signal) {
    typing.start();
    try {
      return await api.postMessage(await currentSession(signal), message, signal);
    } finally {
      typing.stop();
    }
  }

  /** @param {parentApi.ApiError} error @param {Delivery} delivery */
  function explain(error, delivery) {
    delivery.help(error);
    if (error.mayPass) return offerRetry(error, delivery);
    memory.refused(delivery.message.id);
    delivery.own.tell(words.NOT_SENT);
    if (delivery.message.text) composer.giveBack(delivery.message.text);
    if (error.status === 401) return offerNewChat(delivery.files);
    transcript.addNote(refusal(error, delivery));
  }

  function offerRetry(error, delivery) {
    const text = words.gaveUpText(error.busy, phone);
    delivery.own.offerRetry(`${words.NOT_SENT} ${text}`, () => {
      delivery.own.element.focus({ preventScroll: true });
      deliver(delivery);
    });
    announce(`${words.NOT_SENT} ${text}`);
  }

  /** A message that is still on its way is told by its own answer. */
  function endQuietly() {
    if (!memory.entries().some(({ waiting }) => waiting)) offerNewChat();
  }

  /**
   * What was typed stays in the box, and what was said stays in sight, but a new page does not begin with it.
   *
   * @param {string[]} [files] those of a message that came too late
   */
  function offerNewChat(files = []) {
    const draft = memory.draft();
    idle.stop();
    memory.forget();
    memory.keepDraft(draft);
    if (ended) return transcript.addNote(ended.text, { label: ended.label, run: ended.run });
    const run = () => {
      composer.focus();
      greet();
    };
    transcript.addNote(sentences(words.ENDED, words.chooseAgain([...files, ...dropFiles()])), { label: words.START_NEW, run });
  }

  /** Why a message is not sent, for a person. @param {parentApi.ApiError} error @param {Delivery} delivery @returns {string} */
  function refusal(error, { message, files }) {
    if (message.button) return words.CHOICE_GONE;
    const again = words.chooseAgain(files);
    if (error.status === 413) return sentences(words.REFUSED_AS_TOO_LONG, again);
    return sentences((again && error.reason) || words.NOT_ACCEPTED, words.WORDS_BACK, again);
  }

  /** Stop everything that is on its way. */
  function halt() {
    idle.stop();
    stop.abort();
    stop = new AbortController();
    opening = null;
  }

  async function clear() {
    const session = memory.session();
    halt();
    transcript.empty();
    composer.empty();
    memory.forget();
    dropFiles();
    if (session) await remove(session);
    await start();
  }

  async function remove(session) {
    const { signal } = stop;
    try {
      await persist(() => api.deleteSession(session, signal), { signal, onWait: () => {} });
      transcript.addNote(words.CLEARED);
    } catch {
      transcript.addNote(words.NOT_CLEARED, { label: words.RETRY, run: () => remove(session) });
    }
  }

  return { start, sendText, sendChoice, askForPerson, clear, halt, currentSession };
}

/** @param {...string} parts those that say anything */
function sentences(...parts) {
  return parts.filter(Boolean).join(" ");
}

/** A wait's words for the first wait only. @param {(error: parentApi.ApiError, text: string) => void} tell */
function firstOf(tell) {
  let told = false;
  return (error, seconds) => {
    if (!told) tell(error, words.waitingText(error.busy, seconds));
    told = true;
  };
}
