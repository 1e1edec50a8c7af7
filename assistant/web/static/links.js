/** Turn web addresses, addresses of staff pages and telephone numbers of plain text into links. */

import { make } from "./dom.js";
import { at } from "./site.js";
import { NEW_TAB } from "./words.js";

// The first group is what must stand before a number or address; look-behind is missing in older Safari.
const LINKABLE =
  /(^|[\s("'“‘:])(https?:\/\/[^\s<>"”]+|\/staff\/[\w/-]+|(?:999|112|111|101|116 ?123|0800 1111|(?:\+44|0)(?:[ -]?\d){8,10})(?![\w%]|[ -]\d))/g;
const TRAILING_PUNCTUATION = /[.,;:!?)\]'’]+$/;

/** @param {string} text @returns {(Node | string)[]} */
export function withLinks(text) {
  const parts = [];
  let done = 0;
  for (const match of text.matchAll(LINKABLE)) {
    const start = match.index + match[1].length;
    const target = match[2].replace(TRAILING_PUNCTUATION, "");
    parts.push(text.slice(done, start), linkTo(target));
    done = start + target.length;
  }
  return [...parts, text.slice(done)];
}

function linkTo(target) {
  if (target.startsWith("/")) return newTabLink(at(target), target);
  if (!target.startsWith("http")) return make("a", { href: `tel:${target.replace(/[ -]/g, "")}` }, target);
  return newTabLink(target, target);
}

/** A link that leaves the chat standing, because what was said is not shown again. @param {string} href @param {string} label */
export function newTabLink(href, label) {
  const warning = make("span", { class: "visually-hidden" }, NEW_TAB);
  return make("a", { href, target: "_blank", rel: "noopener noreferrer" }, label, warning);
}

/** @param {string} clause */
export function linkToClause(clause) {
  return at(`/policy#clause-${encodeURIComponent(clause)}`);
}
