/** Everything that the page itself says to a person. What the assistant says comes from the school's server. */

export const MAX_LENGTH = 5000;
export const ASK_FOR_PERSON = "I want to speak to a person";

export const RESUMED = "Your chat goes on here.";
export const THIS_TAB =
  "This tab of your browser keeps what is shown here, so that the chat goes on when you change the page. “Clear this chat”, or closing the tab, removes it.";
export const ENDS_SOON =
  "This chat ends in a few minutes if nothing is sent. What you have typed stays in the box below.";
export const DUPLICATED = "This is a new chat. Your other tab has the one that you began there.";
export const TYPING = "Assistant is typing…";
export const NOTHING_TYPED = "Please type a message first.";
export const TOO_LONG_TO_SEND = "That is too long to send. Nothing was sent, and your words are still here. Please shorten your message.";
export const REFUSED_AS_TOO_LONG =
  "Your message was too long, so none of it was used. Your words are back in the box below: please shorten them.";
export const ENDED = "This chat has ended, perhaps because it was quiet for a while. Anything you typed is still in the box below.";
export const START_NEW = "Start a new chat";
export const RETRY = "Retry";
export const CHOICE_GONE = "That choice can no longer be used. Please type what you would like instead.";
export const NOT_ACCEPTED = "Sorry, that could not be sent as it is.";
export const WORDS_BACK = "Your words are back in the box below.";
export const NOT_SENT = "Not sent.";
export const ASK_CLEAR =
  "Clear this chat? It is removed from this page and from the school’s system. If you were given a receipt number, write it down first.";
export const ASK_CLEAR_STAFF = "Clear this chat? It is removed from this page and from the school’s system. What was recorded in a case stays.";
export const SIGNED_OUT = "You are no longer signed in. Anything you typed is still in the box below: copy it before you go.";
export const SIGN_IN = "Sign in again";
export const CLEARED = "The chat has been cleared, here and on the school’s system.";
export const NOT_CLEARED = "This page is cleared, but the school’s system could not be reached to clear the chat there.";
export const WRITE_DOWN = "Write this down: it is shown once";
export const COPY = "Copy";
export const COPIED = "Copied";
export const COPY_YOURSELF = "The reference is selected: please copy it.";
export const YOUR_WORDS = "Your words, with the parts that the policy speaks about marked:";
export const READ_IN_POLICY = "Read this in the policy";
export const WHOLE_POLICY = "Read this in the whole policy";
export const MARKS_BELOW = "Your words are shown again with parts of them marked. Each mark has a button that says why.";
export const SAVE = "Save a proof, without the number";
export const SAVED = "The proof was saved. The number is not in it: write it down.";
export const NOT_SAVED = "The file could not be made just now. Please write the number down.";
export const LAUNCH = "Ask the school";
export const CLOSE = "Close the chat";
export const TITLE = "assistant";
export const NOT_A_PERSON = "This is an automated assistant, not a person.";
export const EMERGENCY = "In danger now? Call ";
export const LEAVE = "Leave quickly";
export const LEAVE_HINT =
  "“Leave quickly” ends the chat and shows a weather page. Your browser’s history may still list this visit. Pressing Escape three times does the same.";
export const PERSON = "Speak to a person";
export const CLEAR = "Clear this chat";
export const YES_CLEAR = "Yes, clear it";
export const NO_KEEP = "No, keep it";
export const PRIVACY_LINK = "How your words are kept";
export const MORE = "Privacy, phone numbers and more";
export const SEND = "Send";
export const YOUR_MESSAGE = "Your message";
export const LOG = "Chat";
export const ADD_FILE = "Add a picture or PDF";
export const FILES_READY = "Files that go with your next message:";
export const REMOVE = "Remove";
export const UPLOADED = "is ready";
export const NOT_UPLOADED = "That file could not be sent. Please check your connection, or try another file.";
export const TOO_MANY_FILES = "Five files are the most for one message.";
export const FILE_TOO_LARGE = "That file is larger than 10 MB. Please send a smaller one, such as a screenshot of it.";
export const STILL_UPLOADING = "A file is still on its way. Please wait a moment, or remove it.";
export const SENT_FILES = "With:";
export const STARTING = "Connecting to the school…";
export const NEW_TAB = " (opens in a new tab)";

const NO_CONNECTION = "There is no connection to the school just now.";
const OFFLINE = "Your device is offline. Your message is kept here and goes out when the connection is back.";

const CATEGORIES = {
  allegation: "Allegation",
  cyberbullying: "Cyber-bullying",
  complaint: "Complaint",
  defamatory: "May be defamatory",
  offensive: "Negative or offensive",
  racist: "Racist",
  violence: "Threat of violence",
};

const EXAMPLES = {
  "inappropriate.allegations": 1,
  "inappropriate.complaints": 2,
  "inappropriate.defamatory": 3,
  "inappropriate.offensive": 4,
  "inappropriate.racist": 5,
  "inappropriate.violence": 6,
};

/** @param {string} category */
export function categoryName(category) {
  return CATEGORIES[category] || category.replace(/_/g, " ");
}

/** @param {string} clause */
export function clauseShortName(clause) {
  return clause in EXAMPLES ? `example ${EXAMPLES[clause]}` : "policy";
}

/** @param {string} clause */
export function clauseName(clause) {
  return clause in EXAMPLES ? `the policy’s example ${EXAMPLES[clause]} of inappropriate use` : "the policy";
}

/** @param {string[]} files the names of those that went with what was not sent, or waited for it */
export function chooseAgain(files) {
  return files.length ? `Please choose again what you had added: ${files.join(", ")}.` : "";
}

/** @param {number} length in code points */
export function countText(length) {
  return `${length.toLocaleString("en-GB")} of ${MAX_LENGTH.toLocaleString("en-GB")} characters`;
}

/** Warn in steps, not at each key, so that a screen reader is not interrupted all the time. @param {number} length */
export function lengthWarning(length) {
  const left = MAX_LENGTH - length;
  if (left < 0) return "Too long to send: please shorten your message. Nothing has been cut off.";
  if (left <= 100) return "100 characters or fewer left.";
  return left <= 500 ? "500 characters or fewer left." : "";
}

/** @param {boolean} busy whether the school answered that it is busy @param {number} seconds */
export function waitingText(busy, seconds) {
  const reason = busy ? "The assistant is busy just now." : navigator.onLine ? NO_CONNECTION : OFFLINE;
  return `${reason} Trying again in ${seconds} ${seconds === 1 ? "second" : "seconds"}.`;
}

/** @param {boolean} busy @param {string} phone */
export function gaveUpText(busy, phone) {
  const reason = busy
    ? "Sorry, the assistant is too busy to answer at the moment. Your words are not lost: please retry in a little while."
    : "Sorry, the school’s assistant cannot be reached at the moment. Please check your connection, then retry.";
  return phone ? `${reason} Or ring the school on ${phone}.` : reason;
}
