/** Leaving the page at once, for somebody who must not be seen here. */

export const ELSEWHERE = "https://www.bbc.co.uk/weather";
const PRESSES = 3;
const PAUSE_MS = 2000;

/** Empty the page and go elsewhere, without a way back to it. */
export function leaveNow() {
  document.body?.replaceChildren(); // the next page may take seconds to come
  document.title = "…";
  location.replace(ELSEWHERE);
}

/** Tell when Escape is pressed three times in a row. @param {() => void} onThird @returns {(event: KeyboardEvent) => void} */
export function escapeCounter(onThird) {
  let presses = 0;
  let last = 0;
  return (event) => {
    if (event.key !== "Escape" || event.repeat) return;
    presses = event.timeStamp - last < PAUSE_MS ? presses + 1 : 1;
    last = event.timeStamp;
    if (presses === PRESSES) onThird();
  };
}
