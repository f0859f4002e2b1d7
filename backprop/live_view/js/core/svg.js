// Elements of SVG.

const NS = "http://www.w3.org/2000/svg";

/** @typedef {Record<string, string|number>} Attributes */

/**
 * An SVG element.
 * @template {keyof SVGElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Attributes} attributes
 * @param {Element|null} [parent] to whose end it goes
 * @returns {SVGElementTagNameMap[Tag]}
 */
export function svg(tag, attributes, parent) {
  const element = document.createElementNS(NS, tag);
  set(element, attributes);
  parent?.append(element);
  return element;
}

/**
 * @param {Element} element
 * @param {Attributes} attributes
 */
export function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
}
