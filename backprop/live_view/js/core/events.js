// Components of one page communicate by document events.
/** @import { Intervention, Norms, Report, Standing } from "../types.d.ts" */

/**
 * The events and their data.
 * @typedef {Object} Said
 * @property {undefined} listening the component that passes reports on to Python is ready
 * @property {Standing} standing where the picture stands
 * @property {Report|Norms} check what Python says of it
 * @property {number} goto an iteration to show
 * @property {Intervention} remove an intervention to take back
 * @property {undefined} departure the person goes to another page
 */

/**
 * @template {keyof Said} Name
 * @param {Name} name
 * @param {Said[Name]} [detail]
 */
export function say(name, detail) {
  document.dispatchEvent(new CustomEvent(`backprop:${name}`, { detail }));
}

/**
 * @template {keyof Said} Name
 * @param {Name} name
 * @param {(detail: Said[Name]) => void} heard
 * @returns {() => void} stops it
 */
export function listen(name, heard) {
  const take = (/** @type {any} */ event) => heard(event.detail);
  document.addEventListener(`backprop:${name}`, take);
  return () => document.removeEventListener(`backprop:${name}`, take);
}
