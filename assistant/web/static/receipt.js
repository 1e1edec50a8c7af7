/**
 * Leaving the page of a receipt at once. This runs before anything of the page is shown, so that there is no moment in which
 * Escape does nothing. Without it the link does the same.
 */

import { escapeCounter, leaveNow } from "./leave.js";

const CLOSING = "/receipt/leave";

function leave() {
  fetch(CLOSING, { keepalive: true, redirect: "manual" }).catch(() => {}); // nobody is left on the page to be told
  leaveNow();
}

document.addEventListener("keydown", escapeCounter(leave));
document.addEventListener("click", (event) => {
  if (!event.target.closest("#leave")) return;
  event.preventDefault();
  leave();
});
