/** The parts of every chat, as elements. */

import { make } from "./dom.js";
import { countText, LOG, SEND, YOUR_MESSAGE } from "./words.js";

/** @param {...Node} always what stays under the box where one writes */
export function chatParts(...always) {
  const log = make("div", { id: "transcript", class: "transcript", role: "log", "aria-live": "off", "aria-label": LOG });
  const typing = make("p", { id: "typing", class: "typing", role: "status" });
  const announcer = make("div", { id: "announcer", class: "visually-hidden", "aria-live": "polite" });
  const counter = make("p", { id: "counter", class: "hint" }, countText(0));
  const text = make("textarea", { id: "text", rows: 2, autocomplete: "off", dir: "auto", "aria-describedby": "counter warning" });
  const warning = make("p", { id: "warning", class: "warning", role: "status" });
  const form = make(
    "form",
    { id: "composer", class: "composer", novalidate: "" },
    make("div", { class: "above-text" }, make("label", { for: "text" }, YOUR_MESSAGE), counter),
    make("div", { class: "text-and-send" }, text, make("button", { class: "primary", type: "submit" }, SEND)),
    warning,
    make("div", { class: "always-here" }, ...always),
  );
  return { log, typing, announcer, form, text, counter, warning, all: [log, typing, announcer, form] };
}
