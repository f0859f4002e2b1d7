// Small pieces of SVG, and how a number is written.

const NS = "http://www.w3.org/2000/svg";

/**
 * An SVG element.
 * @param {string} tag
 * @param {Record<string, string|number>} attributes
 * @param {Element} [parent]
 * @returns {SVGElement}
 */
export function svg(tag, attributes, parent) {
  const element = document.createElementNS(NS, tag);
  set(element, attributes);
  parent?.append(element);
  return element;
}

/**
 * @param {Element} element
 * @param {Record<string, string|number>} attributes
 */
export function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
}

/**
 * A line of text.
 * @param {Element} parent
 * @param {number} x
 * @param {number} y
 * @param {string} content
 * @param {Record<string, string|number>} [attributes]
 */
export function label(parent, x, y, content, attributes = {}) {
  const element = svg("text", { x, y, ...attributes }, parent);
  element.textContent = content;
  return element;
}

/**
 * A number as it is shown: three decimals, or a power of ten where these would say nothing.
 * @param {number} value
 * @returns {string}
 */
export function written(value) {
  if (!Number.isFinite(value)) return "no value";
  const size = Math.abs(value);
  const text =
    size !== 0 && (size < 0.001 || size >= 1e5) ? value.toExponential(2) : value.toFixed(3);
  return text
    .replace(/^-(0\.000)$/, "$1")
    .replace(/-/g, "−")
    .replace("e+", "e");
}

/**
 * The same in brackets where a sign would stand beside another.
 * @param {number} value
 */
export const bracketed = (value) => (value < 0 ? `(${written(value)})` : written(value));

/**
 * Round numbers for an axis.
 * @param {number} low
 * @param {number} high
 * @param {number} count about so many
 * @returns {number[]}
 */
export function ticks(low, high, count) {
  const rough = (high - low) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((m) => m * power >= rough) ?? 10);
  const found = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; k++)
    found.push(Number((k * step).toPrecision(12)));
  return found;
}

/**
 * A tick's number.
 * @param {number} value
 */
export const tickText = (value) =>
  (Math.abs(value) >= 1e5 ? value.toExponential(0) : String(value))
    .replace(/-/g, "−")
    .replace("e+", "e");
