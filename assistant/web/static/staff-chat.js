/** The chat of signed-in staff: the parts of every chat, over the sign-in's own conversation. */

import { useAnnouncer } from "./announcer.js";
import { request } from "./api.js";
import { createComposer } from "./composer.js";
import { createConversation } from "./conversation.js";
import { make, makeButton } from "./dom.js";
import { createMemory } from "./memory.js";
import { chatParts } from "./parts.js";
import { keepDraft, takeDraft } from "./staff-draft.js";
import { createTranscript } from "./transcript.js";
import { createTyping } from "./typing.js";
import { ASK_CLEAR_STAFF, CLEAR, NO_KEEP, SIGN_IN, SIGNED_OUT, YES_CLEAR } from "./words.js";

const BASE = "/staff/api/chat";

const place = document.getElementById("chat");
const known = { headers: { "X-Staff-Form": place.dataset.form }, credentials: "same-origin" };

/** The cookie is the session; what the memory holds says only that the chat has been greeted on this page. */
const api = {
  openSession: async (signal) => ({ session: "staff", ...(await request("POST", `${BASE}/sessions`, { ...known, signal })) }),
  postMessage: (session, message, signal) => request("POST", `${BASE}/messages`, { ...known, body: message, signal }),
  deleteSession: (session, signal) => request("DELETE", `${BASE}/sessions/current`, { ...known, signal }),
};

const clear = makeButton(CLEAR, () =>
  transcript.ask(ASK_CLEAR_STAFF, [
    { label: YES_CLEAR, run: conversation.clear },
    { label: NO_KEEP, run: () => clear.focus() },
  ]),
);
clear.id = "clear";
const parts = chatParts();
const transcript = createTranscript(parts.log, (choice) => conversation.sendChoice(choice));
const composer = createComposer(parts, (text) => conversation.sendText(text));
const conversation = createConversation({
  transcript,
  composer,
  typing: createTyping(parts.typing),
  phone: "",
  api,
  memory: createMemory(),
  ended: { text: SIGNED_OUT, label: SIGN_IN, run: () => location.assign("/staff/sign-in?next=/staff/chat") },
});

useAnnouncer(parts.announcer);
document.getElementById("fallback").remove();
place.append(...parts.all, make("p", {}, clear));
const { owner } = place.dataset;
const draft = takeDraft(owner);
if (draft) composer.set(draft);
addEventListener("pagehide", () => {
  const covered = document.documentElement.classList.contains("covered");
  keepDraft(owner, covered ? "" : parts.text.value);
});
conversation.start();
