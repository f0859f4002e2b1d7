// Values that this browser remembers between visits. If storage is forbidden, nothing is
// remembered.

/**
 * @param {string} name
 * @returns {string|null}
 */
export function kept(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

/**
 * @param {string} name
 * @param {string} value
 */
export function keep(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    /* it is forbidden */
  }
}
