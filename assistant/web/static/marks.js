/** Show a person's own words again with the parts that touch the policy marked. */

import { make } from "./dom.js";
import { linkToClause, newTabLink } from "./links.js";
import { categoryName, clauseName, clauseShortName, YOUR_WORDS } from "./words.js";

/** @typedef {import("./api.js").Mark} Mark */

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

/** @param {string} text @param {Mark[]} marks */
export function markedDraft(text, marks) {
  const words = make("p", { class: "draft" }, ...markedParts(text, marks).map(partNode));
  return make("figure", { class: "marked" }, make("figcaption", {}, YOUR_WORDS), words, legend(marks));
}

function partNode({ text, marks }) {
  if (!marks.length) return text;
  const label = [...new Set(marks.map(labelOf))].join("; ");
  return make("mark", {}, make("span", { class: "marked-words" }, text), " ", make("span", { class: "mark-label" }, `[${label}]`));
}

function labelOf({ category, clause }) {
  return `${categoryName(category)}, ${clauseShortName(clause)}`;
}

function legend(marks) {
  const distinct = new Map(marks.map((mark) => [labelOf(mark), mark]));
  return make("ul", { class: "legend" }, ...[...distinct.values()].map(legendItem));
}

function legendItem({ category, clause }) {
  const label = `${categoryName(category)}: see ${clauseName(clause)}`;
  return make("li", {}, newTabLink(linkToClause(clause), label));
}
