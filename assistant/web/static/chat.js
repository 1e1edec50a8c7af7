/** The chat page: finds its parts and ties them together. */

import { createComposer } from "./composer.js";
import { createConversation } from "./conversation.js";
import { watchForLeaving } from "./leave.js";
import { createTranscript } from "./transcript.js";
import { createTyping } from "./typing.js";
import { ASK_CLEAR } from "./words.js";

/** @param {string} id */
const part = (id) => document.getElementById(id);

const composer = createComposer(
  { form: part("composer"), text: part("text"), counter: part("counter"), warning: part("warning") },
  (text) => conversation.sendText(text),
);
const conversation = createConversation({
  transcript: createTranscript(part("transcript"), (choice) => conversation.sendChoice(choice)),
  composer,
  typing: createTyping(part("typing")),
  phone: part("main").dataset.phone,
});

part("person").addEventListener("click", conversation.askForPerson);
part("clear").addEventListener("click", () => {
  if (confirm(ASK_CLEAR)) conversation.clear();
});
watchForLeaving(part("leave"), conversation.halt);

part("fallback").remove();
part("composer").hidden = false;
conversation.start();
