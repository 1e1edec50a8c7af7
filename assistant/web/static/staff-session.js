/**
 * Tell a person two minutes before the sign-in ends, and offer to stay. The page works without this: its last line says when
 * a sign-in ends, and words that are sent too late are kept.
 */

import { dropDraft } from "./staff-draft.js";

const WARN_SECONDS = 120;
const ADDRESS = "/staff/api/session";

const box = document.getElementById("session-end");
const words = document.getElementById("session-words");
const stay = document.getElementById("session-stay");
let timer = 0;
let ends = 0;
let place = document.getElementById("main");

const MINUTES_LEFT = "You will be signed out in two minutes, because nothing was opened or sent here for a while.";
const NO_LONGER = "In two minutes your twelve hours are over and you will be signed out. Send what you have typed, or sign in again.";
const ENDED = "You are no longer signed in. What you have typed is still here: when you send it, you are asked to sign in again.";

/** @param {string} text @param {boolean} canStay */
function tell(text, canStay) {
  box.hidden = false;
  words.textContent = text;
  stay.hidden = !canStay;
}

/** @param {number} seconds until the session ends */
function wait(seconds) {
  clearTimeout(timer);
  ends = Date.now() + seconds * 1000;
  timer = setTimeout(look, Math.max(0, seconds - WARN_SECONDS) * 1000);
}

/** Ask before warning: another tab may have kept the session alive. */
async function look() {
  const answer = await fetch(ADDRESS).catch(() => null);
  if (answer?.status === 401) return tell(ENDED, false);
  if (!answer?.ok) return wait(WARN_SECONDS + 30);
  const { seconds, can_stay: canStay } = await answer.json();
  if (seconds > WARN_SECONDS) {
    box.hidden = true;
    return wait(seconds);
  }
  if (box.hidden) tell(canStay ? MINUTES_LEFT : NO_LONGER, canStay);
  clearTimeout(timer);
  timer = setTimeout(look, (seconds + 1) * 1000);
}

stay.addEventListener("click", async () => {
  const answer = await fetch(ADDRESS, { method: "POST", headers: { "X-Staff-Form": box.dataset.form } }).catch(() => null);
  if (!answer?.ok) return tell(ENDED, false);
  box.hidden = true;
  place.focus();
  wait((await answer.json()).seconds);
});

document.addEventListener("focusin", (event) => {
  if (!box.contains(event.target)) place = event.target;
});

document.addEventListener("submit", (event) => {
  // Not event.target.action: a field of that name would stand in its place.
  const action = event.target.getAttribute("action") ?? "";
  if (new URL(action, location.href).pathname.startsWith("/staff/sign-out")) dropDraft();
});

// A machine that slept has missed the moment.
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && Date.now() > ends - WARN_SECONDS * 1000) look();
});

wait(Number(box.dataset.seconds));
