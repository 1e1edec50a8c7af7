/** The widget's panel: a chat with what always stands around it. */

import { useAnnouncer } from "./announcer.js";
import { postAttachment } from "./api.js";
import { createAttachments } from "./attachments.js";
import { createComposer } from "./composer.js";
import { createConversation } from "./conversation.js";
import { make, makeButton } from "./dom.js";
import { ELSEWHERE } from "./leave.js";
import { newTabLink, withLinks } from "./links.js";
import { createTabMemory } from "./memory.js";
import { chatParts } from "./parts.js";
import { at } from "./site.js";
import { createTranscript } from "./transcript.js";
import { createTyping } from "./typing.js";
import * as words from "./words.js";

const ACCEPTED = "image/png,image/jpeg,application/pdf";
const SHORT_CODE = /^[678]\d{4}$/;

/**
 * @param {import("./api.js").School} school
 * @param {{full: boolean, onClose: () => void, leave: () => void, panel: HTMLElement, signal: AbortSignal}} options `panel` is the
 *   element that is filled, unless `signal` says that the person has left
 */
export async function fillPanel(school, { full, onClose, leave, panel, signal }) {
  const { memory, duplicated } = await createTabMemory(school.minutes);
  if (signal.aborted) return null;
  const person = makeButton(words.PERSON, () => conversation.askForPerson());
  const clear = makeButton(words.CLEAR, () =>
    transcript.ask(words.ASK_CLEAR, [
      { label: words.YES_CLEAR, run: clearAll },
      { label: words.NO_KEEP, run: () => clear.focus() },
    ]),
  );
  person.id = "person";
  clear.id = "clear";
  const parts = chatParts(person, clear);
  const files = filePlace();
  const chat = make("div", { class: "chat" }, ...parts.all);
  if (school.attachments) parts.warning.before(files.list, files.input, files.label);

  const transcript = createTranscript(parts.log, (choice) => conversation.sendChoice(choice), {
    scroller: panel,
    signs: school.signed_receipts,
  });
  const attachments = createAttachments(files, sendFile, (text) => composer.complain(text));
  const composer = createComposer(parts, (text) => conversation.sendText(text, attachments.take()), {
    onInput: memory.keepDraft,
    obstacle: attachments.obstacle,
  });
  const conversation = createConversation({
    transcript,
    composer,
    typing: createTyping(parts.typing),
    phone: school.phone,
    minutes: school.minutes,
    memory,
    dropFiles: attachments.drop,
  });

  async function sendFile(file, onProgress, signal) {
    return postAttachment(await conversation.currentSession(), file, onProgress, signal);
  }

  function clearAll() {
    composer.focus();
    conversation.clear();
  }

  /** Stop, and forget everything. @returns {string | null} the session that is left to be deleted */
  function end() {
    const session = memory.session();
    conversation.halt();
    memory.forget();
    return session;
  }

  const draft = memory.draft();
  panel.replaceChildren(urgentBar(leave), masthead(school, { full, onClose }), about(school), chat);
  useAnnouncer(parts.announcer);
  composer.set(draft);
  if (duplicated) transcript.addNote(words.DUPLICATED);
  conversation.start();
  return { memory, end, focus: composer.focus };
}

/** What stands above everything else, whatever happens. @param {() => void} leave */
export function urgentBar(leave) {
  const call = make("a", { class: "emergency", href: "tel:999" }, make("span", {}, words.EMERGENCY, make("strong", {}, "999")));
  const out = make("a", { class: "leave", id: "leave", href: ELSEWHERE, rel: "noreferrer nofollow" }, words.LEAVE);
  out.setAttribute("aria-describedby", "leave-hint");
  out.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  return make("div", { class: "bar" }, call, out);
}

function masthead({ school, crest }, { full, onClose }) {
  const title = make(full ? "h1" : "h2", { id: "title" }, `${school} ${words.TITLE}`);
  const row = make("div", { class: "masthead" }, title);
  if (crest) {
    const image = make("img", { src: at(crest), alt: "" });
    image.addEventListener("error", () => image.remove()); // a site's own rules may forbid pictures from elsewhere
    row.prepend(image);
  }
  if (!full) {
    const close = makeButton("×", onClose);
    close.className = "close";
    close.setAttribute("aria-label", words.CLOSE);
    row.append(close);
  }
  return row;
}

function about({ phone, office_hours, card, links, numbers, privacy }) {
  const hours = office_hours ? ` (${office_hours})` : "";
  const call = (name, number) => make("li", {}, `${name}: `, telephone(number));
  const office = make("li", {}, "The school: ", telephone(phone), hours);
  const pages = links.map(({ title, url }) => make("li", {}, newTabLink(url.startsWith("/") ? at(url) : url, title)));
  const kept = card.map(({ title, lines }) => make("p", {}, make("strong", {}, `${title}:`), " ", ...withLinks(lines.join(" "))));
  const whole = privacy ? [make("p", {}, newTabLink(at(privacy), words.PRIVACY_LINK))] : [];
  const more = make(
    "details",
    {},
    make("summary", {}, words.MORE),
    make("p", { id: "leave-hint" }, words.LEAVE_HINT),
    make("ul", {}, office, ...numbers.map(({ name, phone: number }) => call(name, number)), ...pages),
    ...kept,
    make("p", {}, words.THIS_TAB),
    ...whole,
  );
  return make("div", { class: "about" }, make("p", {}, make("strong", {}, words.NOT_A_PERSON)), more);
}

/** One tap to a number; a short code takes texts. @param {string} number */
function telephone(number) {
  const digits = number.replace(/[^\d+]/g, "");
  return make("a", { href: `${SHORT_CODE.test(digits) ? "sms" : "tel"}:${digits}` }, number);
}

function filePlace() {
  const input = make("input", { type: "file", id: "file", class: "file", accept: ACCEPTED, multiple: "" });
  const label = make("label", { for: "file", class: "file-label" }, words.ADD_FILE);
  const list = make("ul", { class: "files", hidden: "", "aria-label": words.FILES_READY });
  return { input, label, list };
}
