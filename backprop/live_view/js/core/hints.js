// What a control does to the training or to what is shown, by its accessible name; of one of
// several buttons by the name of their group and its own.
import shared from "./shared.json" with { type: "json" };

/** @type {Record<string, string>} */
const HINTS = shared.hints;

/**
 * What a control does, or its name where there is no more to say.
 * @param {string} name
 */
export const hintOf = (name) => HINTS[name] ?? name;
