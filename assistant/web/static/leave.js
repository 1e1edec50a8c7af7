/** Leaving the page at once, for somebody who must not be seen here. */

import { deleteSessionWhileLeaving } from "./api.js";

export const ELSEWHERE = "https://www.bbc.co.uk/weather";
const PRESSES = 3;
const PAUSE_MS = 2000;

/** Leave when the control is used, or Escape is pressed three times in a row. @param {HTMLElement} control @param {() => void} leave */
export function watchForLeaving(control, leave) {
  control.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  document.addEventListener("keydown", escapeCounter(leave));
}

/** @param {string | null} session */
export function leaveNow(session) {
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
