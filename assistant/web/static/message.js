/** One message of the assistant, as elements and as words to be read out. */

import { make, makeButton } from "./dom.js";
import { linkToClause, newTabLink, withLinks } from "./links.js";
import { markedDraft } from "./marks.js";
import { referenceBox } from "./reference.js";
import { MARKS_BELOW, READ_IN_POLICY, WHOLE_POLICY, WRITE_DOWN } from "./words.js";

/** @typedef {import("./api.js").Message} Message */
/** @typedef {import("./api.js").Choice} Choice */

/**
 * @param {Message} message
 * @param {{draft: string, onChoice: (choice: Choice) => void, signs: boolean}} context `draft` is what the marks' offsets
 *   count in; `signs` is whether this school signs receipts
 * @returns {Node[]}
 */
export function messageParts(message, { draft, onChoice, signs }) {
  const { text, quotes = [], marks = [], reference, buttons = [] } = message;
  return [
    make("p", { class: "words", dir: "auto" }, ...withLinks(text)),
    ...(marks.length && draft ? [markedDraft(draft, marks, quotes)] : []),
    ...bySection(quotes).map(quoteFigure),
    ...(reference ? [referenceBox(reference, signs)] : []),
    ...(buttons.length ? [choiceSet(buttons, onChoice)] : []),
  ];
}

/** @param {Message} message */
export function spoken({ text, quotes = [], marks = [], reference, buttons = [] }) {
  const parts = [text];
  if (marks.length) parts.push(MARKS_BELOW);
  parts.push(...bySection(quotes).map(spokenQuotes));
  if (reference) parts.push(`${WRITE_DOWN}: ${reference}`);
  if (buttons.length) parts.push(`Choices: ${buttons.map((button) => button.title).join(", ")}`);
  return parts.join("\n");
}

function spokenQuotes(quotes) {
  return `The policy says, under ${quotes[0].section}: ${quotes.map((quote) => quote.text).join(" ")}`;
}

/** Quotes that follow each other and share a section stand under one caption. */
function bySection(quotes) {
  const groups = [];
  for (const quote of quotes) {
    const last = groups[groups.length - 1];
    if (last && last[0].section === quote.section) last.push(quote);
    else groups.push([quote]);
  }
  return groups;
}

function quoteFigure(quotes) {
  const { section, clause } = quotes[0];
  const caption = make("figcaption", {}, "The policy says, under ", make("cite", {}, section), ":");
  const link = make("p", { class: "quote-link" }, newTabLink(linkToClause(clause), WHOLE_POLICY));
  return make("figure", { class: "quotes" }, caption, ...quotes.map(blockquote), link);
}

function blockquote({ clause, text }) {
  return make("blockquote", { cite: linkToClause(clause) }, make("p", {}, pointsOnOwnLines(text)));
}

/** A clause may hold its list as running text; only white space changes, so the quote stays word for word. */
function pointsOnOwnLines(text) {
  return text.replace(/([:;](?: and)?) - /g, "$1\n- ");
}

function choiceSet(choices, onChoice) {
  const set = make("div", { class: "choices", role: "group", "aria-label": "Choices" });
  const use = (choice) => {
    disable(set.parentElement);
    onChoice(choice);
  };
  set.append(...choices.map((choice) => makeButton(choice.title, () => use(choice))));
  return set;
}

/** @param {Element} scope whose choices can no longer be used */
export function disable(scope) {
  for (const button of scope.querySelectorAll(".choices button")) button.disabled = true;
}
