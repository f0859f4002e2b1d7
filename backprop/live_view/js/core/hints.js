// What a control does, by its accessible name; for a button in a group, by the names of group and
// button.
import shared from "./shared.json" with { type: "json" };

/** @type {Record<string, string>} */
const HINTS = shared.hints;

/**
 * What a control does, or its name if it has no hint.
 * @param {string} name
 */
export const hintOf = (name) => HINTS[name] ?? name;
