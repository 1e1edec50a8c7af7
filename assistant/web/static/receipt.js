/** Leaving the page of a receipt at once; without this script its link does the same. */

import { leaveNow, watchForLeaving } from "./leave.js";

const control = document.getElementById("leave");
watchForLeaving(control, () => {
  fetch(control.href, { keepalive: true, redirect: "manual" }).catch(() => {});
  leaveNow(null);
});
