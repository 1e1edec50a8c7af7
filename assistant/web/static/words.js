/** Everything that the page itself says to a person. What the assistant says comes from the school's server. */

export const MAX_LENGTH = 5000;
export const ASK_FOR_PERSON = "I want to speak to a person";

export const RESUMED = "Your chat is still open; what was said is not shown again.";
export const TYPING = "Assistant is typing…";
export const NOTHING_TYPED = "Please type a message first.";
export const TOO_LONG_TO_SEND = "That is too long to send. Nothing was sent, and your words are still here. Please shorten your message.";
export const REFUSED_AS_TOO_LONG =
  "Your message was too long, so none of it was used. Your words are back in the box below: please shorten them.";
export const ENDED = "This chat has ended, perhaps because it was quiet for a while. Anything you typed is still in the box below.";
export const START_NEW = "Start a new chat";
export const RETRY = "Retry";
export const CHOICE_GONE = "That choice can no longer be used. Please type what you would like instead.";
export const NOT_ACCEPTED = "Sorry, that could not be sent as it is. Your words are back in the box below.";
export const NOT_SENT = "Not sent.";
export const ASK_CLEAR =
  "Clear this chat?\n\nIt is removed from this page and from the school’s system. If you were given a reference, write it down first.";
export const ASK_CLEAR_STAFF = "Clear this chat?\n\nIt is removed from this page and from the school’s system. What was recorded in a case stays.";
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
export const NEW_TAB = " (opens in a new tab)";

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
  const reason = busy ? "The assistant is busy just now." : "There is no connection to the school just now.";
  return `${reason} Trying again in ${seconds} ${seconds === 1 ? "second" : "seconds"}.`;
}

/** @param {boolean} busy @param {string} phone */
export function gaveUpText(busy, phone) {
  const reason = busy
    ? "Sorry, the assistant is too busy to answer at the moment. Your words are not lost: please retry in a little while."
    : "Sorry, the school’s assistant cannot be reached at the moment. Please check your connection, then retry.";
  return phone ? `${reason} Or ring the school on ${phone}.` : reason;
}
