/** Tells that a chat is about to end because nothing is sent, and that it has ended. */

const MINUTE_MS = 60000;
const SOON_MINUTES = 5;

/** @param {number | undefined} minutes quiet ones after which the school ends a chat; without them nothing is told */
export function createIdleWatch(minutes, { onSoon, onEnd }) {
  let timers = [];

  function stop() {
    timers.forEach(clearTimeout);
    timers = [];
  }

  /** @param {number} heard when the school last heard from this chat, in milliseconds of `Date.now()` */
  function restart(heard) {
    stop();
    if (!minutes) return;
    const left = heard + minutes * MINUTE_MS - Date.now();
    const soon = left - Math.min(SOON_MINUTES, minutes / 2) * MINUTE_MS;
    if (soon > 0) timers.push(setTimeout(onSoon, soon));
    timers.push(setTimeout(onEnd, left));
  }

  return { restart, stop };
}
