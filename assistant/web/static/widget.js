/**
 * The widget: one element that any page can hold. Its own file is a plain script, so that it can tell where it came from.
 * The fallback stays in the page until the widget stands.
 */

import { deleteSessionWhileLeaving, readSchool } from "./api.js";
import controls from "./controls.css" with { type: "css" };
import { make, makeButton } from "./dom.js";
import { escapeCounter, leaveNow } from "./leave.js";
import { forgetTab, hasOpenChat } from "./memory.js";
import { fillPanel, urgentBar } from "./panel.js";
import parts from "./parts.css" with { type: "css" };
import { persist } from "./persist.js";
import { useSite } from "./site.js";
import widget from "./widget.css" with { type: "css" };
import { CLOSE, gaveUpText, LAUNCH, RETRY, STARTING } from "./words.js";

const NAME = "school-assistant";
const FALLBACK = "school-assistant-fallback";
const COVERS_PAGE = "(max-width: 40em)";
const BUBBLE = "M5 4h22a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3H15l-7 6v-6H5a3 3 0 0 1-3-3V7a3 3 0 0 1 3-3z";
const SVG = "http://www.w3.org/2000/svg";

/**
 * @typedef {{side?: string, label?: string, colour?: string, colourInTheDark?: string, phone?: string, full?: string}} Options
 *   the script's data-…
 */

/** @param {ShadowRoot} root @param {Options} options */
function build(root, options) {
  const full = options.full !== undefined;
  const panel = make("section", { id: "panel", class: "panel", tabindex: "-1", hidden: "" });
  const launcher = makeButton(options.label || LAUNCH, () => open({ focus: true }));
  const frame = make("div", { class: `frame${full ? " full" : ""}${options.side === "left" ? " left" : ""}` });
  const left = new AbortController();
  const countEscape = escapeCounter(leave);
  let chat = null;
  let opened = false;

  panel.setAttribute("role", full ? "main" : "dialog");
  panel.setAttribute("aria-label", options.label || LAUNCH);
  launcher.className = "launcher";
  launcher.setAttribute("aria-expanded", "false");
  launcher.setAttribute("aria-controls", "panel");
  launcher.prepend(icon());
  colour(frame, options.colour, options.colourInTheDark);
  frame.append(...(full ? [panel] : [launcher, panel]));
  root.append(frame);
  toTopLayer(frame, full);
  document.addEventListener("keydown", (event) => {
    if (opened) countEscape(event);
    if (event.key === "Escape" && !event.isComposing && !full && !panel.hidden) close();
  });
  if (!full) coverPage(root, panel);
  if (full || hasOpenChat()) open({ focus: false });

  async function open({ focus }) {
    opened = true;
    panel.hidden = false;
    launcher.hidden = true;
    launcher.setAttribute("aria-expanded", "true");
    if (focus) panel.focus();
    if (!chat) await load();
    chat?.memory.keepOpen(!full);
    if (focus && chat && (root.activeElement === panel || !root.activeElement)) chat.focus();
  }

  function close() {
    const inside = panel.contains(root.activeElement);
    panel.hidden = true;
    launcher.hidden = false;
    launcher.setAttribute("aria-expanded", "false");
    chat?.memory.keepOpen(false);
    if (inside) launcher.focus();
  }

  /** Leave at once, whether or not the school has answered yet. */
  function leave() {
    left.abort();
    const session = chat ? chat.end() : forgetTab();
    if (session) deleteSessionWhileLeaving(session);
    leaveNow();
  }

  /** Ask the school once, at the first opening; until then the page pays for nothing but this file. */
  async function load() {
    const { signal } = left;
    panel.replaceChildren(urgentBar(leave), closeButton(), make("p", { class: "about", role: "status" }, STARTING));
    try {
      const school = await persist(() => readSchool(signal), { signal, onWait: () => {} });
      colour(frame, school.colour, school.colour_in_the_dark);
      chat = await fillPanel(school, { full, onClose: close, leave, panel, signal });
      panel.setAttribute("aria-labelledby", "title");
    } catch (error) {
      if (!("status" in error)) throw error;
      const words = make("p", { class: "about", role: "alert" }, gaveUpText(error.busy, options.phone));
      panel.replaceChildren(urgentBar(leave), closeButton(), words, makeButton(RETRY, () => open({ focus: true })));
    }
  }

  function closeButton() {
    const button = makeButton(CLOSE, close);
    button.hidden = full;
    return button;
  }
}

/**
 * A stacking context of the page's may be above any z-index; the top layer is above all of them.
 *
 * @param {HTMLElement} frame @param {boolean} full
 */
function toTopLayer(frame, full) {
  if (full || !frame.showPopover) return;
  frame.popover = "manual";
  frame.showPopover();
}

/**
 * Where the panel covers the page, neither Tab nor a screen reader must lead to what is under it.
 *
 * @param {ShadowRoot} root @param {HTMLElement} panel
 */
function coverPage(root, panel) {
  const covers = matchMedia(COVERS_PAGE);
  const tell = () => panel.setAttribute("aria-modal", covers.matches);
  covers.addEventListener("change", tell);
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Tab" && covers.matches) stayInside(event, root, panel);
  });
  tell();
}

/** @param {KeyboardEvent} event a Tab @param {ShadowRoot} root @param {HTMLElement} panel */
function stayInside(event, root, panel) {
  const all = [...panel.querySelectorAll("a, button, textarea, input, summary")].filter(
    (element) => !element.disabled && element.checkVisibility?.() !== false,
  );
  const [first, last] = [all[0], all[all.length - 1]];
  const active = root.activeElement;
  if (event.shiftKey ? active === first || active === panel : active === last) {
    event.preventDefault();
    (event.shiftKey ? last : first).focus();
  }
}

/** @param {HTMLElement} frame @param {string} [light] the school's colour @param {string} [dark] the one for a dark screen */
function colour(frame, light, dark) {
  if (light) frame.style.setProperty("--school", light);
  if (dark) frame.style.setProperty("--school-in-the-dark", dark);
}

function icon() {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  svg.setAttribute("viewBox", "0 0 32 32");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", BUBBLE);
  svg.append(path);
  return svg;
}

class SchoolAssistant extends HTMLElement {
  connectedCallback() {
    if (this.shadowRoot) return;
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [controls, parts, widget];
    build(root, this.options);
  }
}

/** Put the widget on the page. @param {string} site the server's origin @param {Options} options */
export function begin(site, options) {
  if (customElements.get(NAME)) return; // the snippet stands twice on this page
  useSite(site);
  customElements.define(NAME, SchoolAssistant);
  const element = document.createElement(NAME);
  element.setAttribute("lang", "en-GB");
  element.options = options;
  document.body.append(element);
  document.getElementById(FALLBACK)?.remove();
}

const script = document.currentScript;
if (script) begin(new URL(script.src).origin, { ...script.dataset });
