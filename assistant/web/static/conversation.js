/** One person's chat: its session, its messages on their way, its end. */

import { announce } from "./announcer.js";
import * as parentApi from "./api.js";
import { newId } from "./ids.js";
import { persist } from "./persist.js";
import * as parentSession from "./session.js";
import * as words from "./words.js";

/**
 * @typedef {ReturnType<ReturnType<typeof import("./transcript.js").createTranscript>["addOwn"]>} OwnMessage
 * @typedef {{message: parentApi.Outgoing, own: OwnMessage, help: (error: parentApi.ApiError) => void}} Delivery
 *   a message, kept with its id until the school has acknowledged it
 */

/**
 * `api`, `session` and `ended` are those of a parent's chat unless the page brings its own.
 *
 * @param {{transcript: any, composer: any, typing: any, phone: string, api?: any, session?: any,
 *   ended?: {text: string, label: string, run: () => void}}} page
 */
export function createConversation({
  transcript,
  composer,
  typing,
  phone,
  api = parentApi,
  session: { forgetSession, storedSession, storeSession } = parentSession,
  ended,
}) {
  let stop = new AbortController();
  let opening = null;
  let lastRequest = Promise.resolve();
  let typed = [];

  /** Requests go one after the other, so that messages arrive in the order of their writing. */
  function inTurn(request) {
    const result = lastRequest.then(request);
    lastRequest = result.catch(() => {}); // the caller handles it; the next in turn only waits
    return result;
  }

  async function open(signal) {
    const { session, messages } = await api.openSession(signal);
    if (signal.aborted) return session;
    storeSession(session);
    transcript.addAnswer(messages);
    return session;
  }

  /** The session of this chat; two who ask at once get the same one. */
  function currentSession(signal) {
    if (storedSession()) return storedSession();
    if (opening) return opening;
    const mine = open(signal).finally(() => {
      if (opening === mine) opening = null; // after a halt another may be under way
    });
    opening = mine;
    return mine;
  }

  async function start() {
    if (storedSession()) return transcript.addNote(words.RESUMED);
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
      transcript.addNote(words.gaveUpText(error.busy, phone), { label: words.RETRY, run: start });
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

  function sendText(text) {
    typed.push(text);
    return deliver({ message: { id: newId(), text }, own: transcript.addOwn(text), help: helpOnce() });
  }

  /** The fixed request for a person is never a draft, so it is not remembered as typed. */
  function askForPerson() {
    const text = words.ASK_FOR_PERSON;
    return deliver({ message: { id: newId(), text }, own: transcript.addOwn(text), help: helpOnce() });
  }

  function sendChoice({ title, token }) {
    const own = transcript.addOwn(title);
    own.element.focus({ preventScroll: true }); // the button that was pressed is disabled now and would lose the focus
    return deliver({ message: { id: newId(), button: token }, own, help: helpOnce() });
  }

  /** @param {Delivery} delivery */
  async function deliver(delivery) {
    const { signal } = stop;
    const onWait = waitingTeller(delivery);
    delivery.own.clear();
    try {
      const { messages } = await persist(() => inTurn(() => post(delivery.message, signal)), { signal, onWait });
      if (signal.aborted) return;
      delivery.own.clear();
      transcript.addAnswer(messages, draftOf(messages, delivery.message.text));
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
    const end = Math.max(0, ...messages.flatMap((message) => (message.marks || []).map((mark) => mark.end)));
    const candidates = [sent || "", ...typed.slice().reverse()];
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

  function explain(error, delivery) {
    delivery.help(error);
    if (error.mayPass) return offerRetry(error, delivery);
    delivery.own.tell(words.NOT_SENT);
    if (delivery.message.text) composer.giveBack(delivery.message.text);
    if (error.status === 401) return offerNewChat();
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

  function offerNewChat() {
    forgetSession();
    if (ended) return transcript.addNote(ended.text, { label: ended.label, run: ended.run });
    const run = () => {
      composer.focus();
      start();
    };
    transcript.addNote(words.ENDED, { label: words.START_NEW, run });
  }

  function refusal(error, { message }) {
    if (error.status === 413) return words.REFUSED_AS_TOO_LONG;
    return message.button ? words.CHOICE_GONE : words.NOT_ACCEPTED;
  }

  /** Stop everything that is on its way. */
  function halt() {
    stop.abort();
    stop = new AbortController();
    opening = null;
  }

  async function clear() {
    const session = storedSession();
    halt();
    forgetSession();
    typed = [];
    transcript.empty();
    composer.empty();
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

  return { start, sendText, sendChoice, askForPerson, clear, halt };
}

/** A wait's words for the first wait only. @param {(error: parentApi.ApiError, text: string) => void} tell */
function firstOf(tell) {
  let told = false;
  return (error, seconds) => {
    if (!told) tell(error, words.waitingText(error.busy, seconds));
    told = true;
  };
}
