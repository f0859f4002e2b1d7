// Finds the quantities named in a text and their places in the picture, so that pointing at one
// highlights the other. A mark is "u:layer,j" for a unit or "e:layer,i,j"
// for an edge; a * stands for all of them ("dz²ⱼ").
import { make } from "../core/elements.js";
import { meaningOf } from "./meanings.js";
/** @import { Walk } from "../types.d.ts" */
/** @import { Index } from "./meanings.js" */

const UP = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const DOWN = "₀₁₂₃₄₅₆₇₈₉";
const INDEX = String.raw`(?:\d+|[a-z])`;
const UNIT = String.raw`(d?[zaWb])([${UP}]+)([${DOWN}]+|[ᵢⱼₖ])?(\[${INDEX}(?:,${INDEX})?\])?`;
const NAMED = String.raw`(?<![\p{L}\d])(?:${UNIT}|(x)([${DOWN}]+)|(ŷ|y)([${DOWN}]+|[ᵢⱼₖ])?)(?![\p{L}\d${UP}${DOWN}])`;

/** @typedef {{mark: string, move: string}} Meant a place, and the move that computes what stands there */

/** Finds the quantities of a network in texts. */
export class Quantities {
  #sizes;
  #symbols;
  #pattern;

  /** @param {Walk} walk */
  constructor({ sizes, symbols }) {
    this.#sizes = sizes;
    this.#symbols = symbols ?? [];
    this.#pattern = patternOf(this.#symbols);
  }

  /**
   * The mark of the first quantity in a text.
   * @param {string} text
   * @returns {string|undefined}
   */
  markOf(text) {
    for (const found of text.matchAll(this.#pattern)) return this.#meant(found).mark;
    return undefined;
  }

  /**
   * Write a text whose quantities can be pointed at; a quantity with a move of its own links to it.
   * @param {HTMLElement} host
   * @param {string} text
   * @param {Map<string, number>} moves places by id
   */
  write(host, text, moves) {
    host.replaceChildren();
    let written = 0;
    for (const found of text.matchAll(this.#pattern)) {
      host.append(text.slice(written, found.index));
      const { mark, move } = this.#meant(found);
      const word = make("span", "bsw-q", host, {
        "data-mark": mark,
        tabindex: "0",
        "aria-description": meaningOf(found[0], mark, move, this.#sizes),
      });
      const leads = moves.get(move);
      if (leads !== undefined) {
        word.dataset.leads = String(leads);
        word.setAttribute("role", "button");
      }
      word.textContent = found[0];
      written = found.index + found[0].length;
    }
    host.append(text.slice(written));
  }

  /**
   * The place and move that a name stands for.
   * @param {RegExpMatchArray} found
   * @returns {Meant}
   */
  #meant([, made, letters, up, down, brackets, x, input, output, which]) {
    if (made) return unit("x", 0, this.#symbols.indexOf(made));
    if (x) return unit("x", 0, place(input));
    if (output) {
      const last = this.#sizes.length - 1;
      const only = !which && this.#sizes[last] === 1;
      return unit(output === "y" ? "y" : "a", last, only ? 0 : place(which));
    }
    const layer = digits(up, UP);
    if (!brackets) return unit(letters, layer, place(down));
    const [i, j] = brackets.slice(1, -1).split(",").map(place);
    if (j === undefined) return { mark: `u:${layer},${i}`, move: `${letters}${layer}.${from1(i)}` };
    const move = `${letters}${layer}.${from1(i)}.${from1(j)}`;
    return { mark: `e:${layer},${i},${j}`, move };
  }
}

/**
 * What finds quantities in a network's texts: made inputs (x₁², sin x₂) by their symbols, first.
 * @param {string[]} symbols
 */
function patternOf(symbols) {
  const longestFirst = [...symbols].sort((a, b) => b.length - a.length);
  const made = longestFirst.join("|") || "(?!)";
  return new RegExp(
    String.raw`(?:(?<![\p{L}\d])(${made})(?![\p{L}\d${UP}${DOWN}]))|${NAMED}`,
    "gu",
  );
}

/**
 * @param {string} quantity
 * @param {number} layer
 * @param {Index} j
 * @returns {Meant}
 */
const unit = (quantity, layer, j) => ({
  mark: `u:${layer},${j}`,
  move: `${quantity}${layer}.${from1(j)}`,
});

/**
 * An index as moves count it; all of a kind have no move.
 * @param {Index} j
 */
const from1 = (j) => (j === "*" ? "*" : j + 1);

/**
 * @param {string} text
 * @param {string} alphabet
 */
const digits = (text, alphabet) => Number([...text].map((d) => alphabet.indexOf(d)).join(""));

/**
 * A unit's number from 0, or * where the text has a letter or nothing.
 * @param {string|undefined} text
 * @returns {Index}
 */
function place(text) {
  if (!text) return "*";
  if (/^\d+$/.test(text)) return Number(text) - 1;
  return DOWN.includes(text[0]) ? digits(text, DOWN) - 1 : "*";
}

/**
 * Whether two marks mean the same place, or one of them all such places.
 * @param {string} a
 * @param {string} b
 */
function meet(a, b) {
  if (a[0] !== b[0]) return false;
  const mine = a.slice(2).split(",");
  const other = b.slice(2).split(",");
  return mine.every((part, k) => part === other[k] || part === "*" || other[k] === "*");
}

/**
 * Highlight everything with this mark below a host, and nothing else.
 * @param {Element} host
 * @param {string|null} mark
 */
export function glow(host, mark) {
  const marked = /** @type {NodeListOf<HTMLElement|SVGElement>} */ (
    host.querySelectorAll("[data-mark]")
  );
  for (const element of marked) {
    if (mark && meet(mark, element.dataset.mark ?? "")) element.dataset.glow = "true";
    else delete element.dataset.glow;
  }
}

/**
 * Call back with the mark below a host under the pointer or the focus; null for none.
 * @param {HTMLElement} host
 * @param {(mark: string|null) => void} tell
 */
export function watchMarks(host, tell) {
  const on = (/** @type {Event} */ { target }) => {
    const marked = target instanceof Element ? target.closest("[data-mark]") : null;
    tell(marked?.getAttribute("data-mark") ?? null);
  };
  host.addEventListener("pointerover", on);
  host.addEventListener("pointerleave", () => tell(null));
  host.addEventListener("focusin", on);
  host.addEventListener("focusout", () => tell(null));
}
