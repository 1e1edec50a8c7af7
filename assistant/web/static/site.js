/** Where the school's server is: this page's own, unless the widget stands on another site. */

let origin = "";

/** @param {string} address the server's origin, without a last slash */
export function useSite(address) {
  origin = address;
}

/** @param {string} path @returns {string} the address of a path of the school's server */
export function at(path) {
  return origin + path;
}
