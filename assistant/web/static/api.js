/**
 * The school's HTTP interface.
 *
 * @typedef {{title: string, token: string}} Choice
 * @typedef {{clause: string, section: string, text: string}} Quote
 * @typedef {{start: number, end: number, category: string, clause: string}} Mark offsets in Unicode code points
 * @typedef {{text: string, buttons?: Choice[], quotes?: Quote[], marks?: Mark[], reference?: string}} Message
 * @typedef {{id: string, text?: string, button?: string, attachments?: string[]}} Outgoing
 * @typedef {{school: string, phone: string, office_hours: string, colour: string, colour_in_the_dark: string, crest: string,
 *   minutes: number, card: {title: string, lines: string[]}[], attachments: boolean, signed_receipts: boolean, links: {title: string, url: string}[],
 *   privacy: string, numbers: {name: string, phone: string}[]}} School what the widget has to know of the school
 */

import { at } from "./site.js";

const TIMEOUT_MS = 45000;

/** The school refused, or could not be reached (`status` 0). */
export class ApiError extends Error {
  /** @param {number} status @param {{reason?: string, retryAfter?: number, messages?: Message[]}} [details] */
  constructor(status, { reason = "", retryAfter = 0, messages = [] } = {}) {
    super(`status ${status}`);
    this.status = status;
    this.reason = reason;
    this.retryAfter = retryAfter;
    this.messages = messages;
  }

  /** Whether the very same request may succeed later. */
  get mayPass() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }

  /** Whether the school itself asked to wait. */
  get busy() {
    return this.status === 429 || this.status === 503;
  }
}

/** @param {AbortSignal} signal @returns {Promise<School>} */
export function readSchool(signal) {
  return request("GET", "/api/chat/school", { signal });
}

/** @param {AbortSignal} signal @returns {Promise<{session: string, messages: Message[]}>} */
export function openSession(signal) {
  return request("POST", "/api/chat/sessions", { signal });
}

/** @param {string} session @param {Outgoing} message @param {AbortSignal} signal @returns {Promise<{messages: Message[]}>} */
export function postMessage(session, message, signal) {
  return request("POST", "/api/chat/messages", { session, body: message, signal });
}

/** @param {string} session @param {AbortSignal} signal */
export async function deleteSession(session, signal) {
  try {
    await request("DELETE", "/api/chat/sessions/current", { session, signal });
  } catch (error) {
    if (error.status !== 401) throw error; // a session that has ended is as good as deleted
  }
}

/** Ask for the deletion and let the request outlive the page. @param {string} session */
export function deleteSessionWhileLeaving(session) {
  const options = { method: "DELETE", headers: headersFor(session), keepalive: true, credentials: "omit" };
  fetch(at("/api/chat/sessions/current"), options).catch(() => {}); // nobody is left on the page to be told
}

/** The file that proves a receipt. @param {string} receipt @param {AbortSignal} signal @returns {Promise<Blob>} */
export function signReceipt(receipt, signal) {
  return request("POST", "/api/receipts/signed", { body: { receipt }, signal, read: (response) => response.blob() });
}

/**
 * Send a file; `fetch` cannot tell how far it is.
 *
 * @param {string} session @param {File} file @param {(part: number) => void} onProgress from 0 to 1 @param {AbortSignal} signal
 * @returns {Promise<string>} the token by which a message names it
 */
export function postAttachment(session, file, onProgress, signal) {
  const form = new FormData();
  form.append("file", file);
  return new Promise((resolve, reject) => {
    const sending = new XMLHttpRequest();
    const fail = () => reject(new ApiError(sending.status, { reason: reasonOf(sending.responseText) }));
    sending.open("POST", at("/api/chat/attachments"));
    sending.setRequestHeader("Authorization", `Bearer ${session}`);
    sending.upload.addEventListener("progress", (event) => event.total && onProgress(event.loaded / event.total));
    sending.addEventListener("load", () => (sending.status === 201 ? resolve(JSON.parse(sending.responseText).attachment) : fail()));
    for (const end of ["error", "abort", "timeout"]) sending.addEventListener(end, fail);
    signal.addEventListener("abort", () => sending.abort());
    sending.send(form);
  });
}

/** The school's words for why a file is not taken. */
function reasonOf(text) {
  try {
    return JSON.parse(text).error.message;
  } catch {
    return ""; // a proxy's error page is not JSON
  }
}

/** @param {{session?: string, headers?: object, credentials?: RequestCredentials, body?: object, signal: AbortSignal,
 *   read?: (response: Response) => Promise<any>}} options */
export async function request(method, path, { session, headers = {}, credentials = "omit", body, signal, read = readAnswer }) {
  const limit = limitedSignal(signal);
  try {
    const response = await fetch(at(path), {
      method,
      headers: { ...headersFor(session, body), ...headers },
      body: body && JSON.stringify(body),
      signal: limit.signal,
      credentials,
      cache: "no-store",
    });
    return response.ok ? await read(response) : await refuse(response);
  } catch (error) {
    throw error instanceof ApiError ? error : new ApiError(0);
  } finally {
    limit.release();
  }
}

function headersFor(session, body) {
  return {
    ...(session && { Authorization: `Bearer ${session}` }),
    ...(body && { "Content-Type": "application/json" }),
  };
}

function readAnswer(response) {
  return response.status === 204 ? undefined : response.json();
}

async function refuse(response) {
  const body = await response.json().catch(() => ({})); // a proxy's error page is not JSON
  throw new ApiError(response.status, {
    reason: body.error?.message,
    retryAfter: Number(response.headers.get("Retry-After")) || 0,
    messages: Array.isArray(body.messages) ? body.messages : [],
  });
}

/** A signal that also fires after the time limit (`AbortSignal.any` is too new to rely on). */
function limitedSignal(outer) {
  const controller = new AbortController();
  const abort = () => controller.abort();
  if (outer.aborted) abort();
  outer.addEventListener("abort", abort);
  const timer = setTimeout(abort, TIMEOUT_MS);
  const release = () => {
    clearTimeout(timer);
    outer.removeEventListener("abort", abort);
  };
  return { signal: controller.signal, release };
}
