/** Trying again with back-off. */

const BACK_OFF_SECONDS = [1, 2, 4, 8];
const LONGEST_WAIT_SECONDS = 60;
const OFFLINE_SECONDS = 8;

/**
 * Run `attempt` until it succeeds, is refused for good, or the back-off is used up; then the last error is thrown. A device
 * that comes back to its network does not wait any longer. With `untilOnline` the back-off is not used up while the device
 * has no network at all.
 *
 * @template T
 * @param {() => Promise<T>} attempt
 * @param {{signal: AbortSignal, onWait: (error: import("./api.js").ApiError, seconds: number) => void, untilOnline?: boolean}} options
 * @returns {Promise<T>}
 */
export async function persist(attempt, { signal, onWait, untilOnline = false }) {
  for (let used = 0; used < BACK_OFF_SECONDS.length; ) {
    try {
      return await attempt();
    } catch (error) {
      const offline = untilOnline && error.status === 0 && !navigator.onLine;
      const seconds = offline ? OFFLINE_SECONDS : Math.max(BACK_OFF_SECONDS[used], error.retryAfter || 0);
      if (signal.aborted || !error.mayPass || seconds > LONGEST_WAIT_SECONDS) throw error;
      onWait(error, seconds);
      await pause(seconds, signal);
      if (!offline) used += 1;
    }
  }
  return attempt();
}

function pause(seconds, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(end, seconds * 1000);
    signal.addEventListener("abort", end);
    addEventListener("online", end);
    function end() {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      removeEventListener("online", end);
      resolve();
    }
  });
}
