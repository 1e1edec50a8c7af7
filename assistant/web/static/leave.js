/** Leaving the page at once, for somebody who must not be seen here. */

import { deleteSessionWhileLeaving } from "./api.js";
import { forgetSession, storedSession } from "./session.js";

const ELSEWHERE = "https://www.bbc.co.uk/weather";
const PRESSES = 3;
const PAUSE_MS = 2000;

/** @param {HTMLElement} control @param {() => void} stopChat */
export function watchForLeaving(control, stopChat) {
  const leave = () => {
    stopChat();
    leaveNow();
  };
  control.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  document.addEventListener("keydown", escapeCounter(leave));
}

function leaveNow() {
  const session = storedSession();
  forgetSession();
  if (session) deleteSessionWhileLeaving(session);
  document.body.replaceChildren(); // the next page may take seconds to come
  document.title = "…";
  location.replace(ELSEWHERE);
}

function escapeCounter(onThird) {
  let presses = 0;
  let last = 0;
  return (event) => {
    if (event.key !== "Escape" || event.repeat) return;
    presses = event.timeStamp - last < PAUSE_MS ? presses + 1 : 1;
    last = event.timeStamp;
    if (presses === PRESSES) onThird();
  };
}
