/** Show a person's own words again with the parts that touch the policy marked; each mark opens its reason. */

import { make, makeButton } from "./dom.js";
import { newId } from "./ids.js";
import { linkToClause, newTabLink } from "./links.js";
import { categoryName, clauseName, clauseShortName, READ_IN_POLICY, YOUR_WORDS } from "./words.js";

/** @typedef {import("./api.js").Mark} Mark */
/** @typedef {import("./api.js").Quote} Quote */

/**
 * Cut a text where marks begin and end. Marks may overlap, so a part can bear several.
 *
 * @param {string} text
 * @param {Mark[]} marks
 * @returns {{text: string, marks: Mark[]}[]}
 */
export function markedParts(text, marks) {
  const points = Array.from(text); // offsets count code points, which an emoji's two UTF-16 units are not
  const inside = marks.filter((mark) => mark.start >= 0 && mark.start < mark.end && mark.end <= points.length);
  const cuts = new Set([0, points.length, ...inside.flatMap((mark) => [mark.start, mark.end])]);
  const sorted = [...cuts].sort((a, b) => a - b);
  return sorted.slice(1).map((end, index) => ({
    text: points.slice(sorted[index], end).join(""),
    marks: inside.filter((mark) => mark.start < end && mark.end > sorted[index]),
  }));
}

/** @param {string} text @param {Mark[]} marks @param {Quote[]} quotes those of the same answer: a reason quotes its clause */
export function markedDraft(text, marks, quotes) {
  const nodes = markedParts(text, marks).map((part) => partNode(part, quotes));
  const words = make("p", { class: "draft", dir: "auto" }, ...nodes.map(({ node }) => node));
  const reasons = nodes.flatMap(({ reason }) => reason ?? []);
  return make("figure", { class: "marked" }, make("figcaption", {}, YOUR_WORDS), words, ...reasons);
}

function partNode({ text, marks }, quotes) {
  if (!marks.length) return { node: text };
  const distinct = [...new Map(marks.map((mark) => [labelOf(mark), mark])).values()];
  const reason = make("div", { class: "reason", id: newId(), hidden: "" }, ...distinct.flatMap((mark) => reasonOf(mark, quotes)));
  const label = makeButton(`[${distinct.map(labelOf).join("; ")}]`, () => {
    reason.hidden = !reason.hidden;
    label.setAttribute("aria-expanded", String(!reason.hidden));
  });
  for (const [name, value] of [["class", "mark-label"], ["aria-expanded", "false"], ["aria-controls", reason.id]])
    label.setAttribute(name, value);
  return { node: make("mark", {}, make("span", { class: "marked-words" }, text), " ", label), reason };
}

function labelOf({ category, clause }) {
  return `${categoryName(category)}, ${clauseShortName(clause)}`;
}

function reasonOf({ category, clause }, quotes) {
  const quote = quotes.find((one) => one.clause === clause);
  return [
    make("p", {}, make("strong", {}, `${categoryName(category)}: `), `see ${clauseName(clause)}.`),
    ...(quote ? [make("blockquote", {}, make("p", {}, quote.text))] : []),
    make("p", {}, newTabLink(linkToClause(clause), READ_IN_POLICY)),
  ];
}
