/** Trying again with back-off. */

const BACK_OFF_SECONDS = [1, 2, 4, 8];
const LONGEST_WAIT_SECONDS = 60;

/**
 * Run `attempt` until it succeeds, is refused for good, or the back-off is used up; then the last error is thrown. A device
 * that comes back to its network does not wait any longer.
 *
 * @template T
 * @param {() => Promise<T>} attempt
 * @param {{signal: AbortSignal, onWait: (error: import("./api.js").ApiError, seconds: number) => void}} options
 * @returns {Promise<T>}
 */
export async function persist(attempt, { signal, onWait }) {
  for (const backOff of BACK_OFF_SECONDS) {
    try {
      return await attempt();
    } catch (error) {
      const seconds = Math.max(backOff, error.retryAfter || 0);
      if (signal.aborted || !error.mayPass || seconds > LONGEST_WAIT_SECONDS) throw error;
      onWait(error, seconds);
      await pause(seconds, signal);
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
