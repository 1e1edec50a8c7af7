/** The chat of signed-in staff: the chat page's parts, over the sign-in's own conversation. */

import { request } from "./api.js";
import { createComposer } from "./composer.js";
import { createConversation } from "./conversation.js";
import { createTranscript } from "./transcript.js";
import { createTyping } from "./typing.js";
import { ASK_CLEAR_STAFF, SIGN_IN, SIGNED_OUT } from "./words.js";

const BASE = "/staff/api/chat";

/** @param {string} id */
const part = (id) => document.getElementById(id);

const known = { headers: { "X-Staff-Form": part("chat").dataset.form }, credentials: "same-origin" };

/** The cookie is the session; what stands here says only that the chat has been greeted on this page. */
let greeted = null;

const api = {
  openSession: async (signal) => ({ session: "staff", ...(await request("POST", `${BASE}/sessions`, { ...known, signal })) }),
  postMessage: (session, message, signal) => request("POST", `${BASE}/messages`, { ...known, body: message, signal }),
  deleteSession: (session, signal) => request("DELETE", `${BASE}/sessions/current`, { ...known, signal }),
};

const composer = createComposer(
  { form: part("composer"), text: part("text"), counter: part("counter"), warning: part("warning") },
  (text) => conversation.sendText(text),
);
const conversation = createConversation({
  transcript: createTranscript(part("transcript"), (choice) => conversation.sendChoice(choice)),
  composer,
  typing: createTyping(part("typing")),
  phone: "",
  api,
  session: {
    storedSession: () => greeted,
    storeSession: (session) => {
      greeted = session;
    },
    forgetSession: () => {
      greeted = null;
    },
  },
  ended: { text: SIGNED_OUT, label: SIGN_IN, run: () => location.assign("/staff/sign-in?next=/staff/chat") },
});

part("clear").addEventListener("click", () => {
  if (confirm(ASK_CLEAR_STAFF)) conversation.clear();
});

part("fallback").remove();
part("composer").hidden = false;
conversation.start();
