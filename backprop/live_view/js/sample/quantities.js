// The quantities that are named in a text, and the places of the picture that they belong to: words
// and picture point at each other by these marks. A mark is "u:layer,j" for a unit or "e:layer,i,j"
// for an edge; a * stands for all of them ("dz²ⱼ").
import { make } from "../core/elements.js";
import { meaningOf } from "./meanings.js";
/** @import { Sizes } from "../core/notation.js" */

const UP = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const DOWN = "₀₁₂₃₄₅₆₇₈₉";
const INDEX = String.raw`(?:\d+|[a-z])`;
const NAMED = String.raw`(?<![\p{L}\d])(?:(d?[zaWb])([${UP}]+)([${DOWN}]+|[ᵢⱼₖ])?(\[${INDEX}(?:,${INDEX})?\])?|(x)([${DOWN}]+)|(ŷ|y)([${DOWN}]+|[ᵢⱼₖ])?)(?![\p{L}\d${UP}${DOWN}])`;

/** @type {WeakMap<object, RegExp>} */
const patterns = new WeakMap();

/**
 * What finds quantities in a network's texts: made inputs (x₁², sin x₂) by their symbols, first.
 * @param {Sizes} sizes
 */
function pattern(sizes) {
  let found = patterns.get(sizes);
  if (!found) {
    const symbols =
      [...(sizes.symbols ?? [])].sort((a, b) => b.length - a.length).join("|") || "(?!)";
    found = new RegExp(
      String.raw`(?:(?<![\p{L}\d])(${symbols})(?![\p{L}\d${UP}${DOWN}]))|${NAMED}`,
      "gu",
    );
    patterns.set(sizes, found);
  }
  return found;
}

const digits = (text, alphabet) => Number([...text].map((d) => alphabet.indexOf(d)).join(""));

/**
 * A unit's number from 0, or * where the text has a letter or nothing.
 * @param {string|undefined} text
 */
function place(text) {
  if (!text) return "*";
  if (/^\d+$/.test(text)) return Number(text) - 1;
  return DOWN.includes(text[0]) ? digits(text, DOWN) - 1 : "*";
}

/**
 * What a name stands for.
 * @param {RegExpMatchArray} found
 * @param {number[]} sizes
 * @returns {{mark: string, move: string}} the move is the one that computes it
 */
function meant([, made, letters, up, down, brackets, x, input, output, which], sizes) {
  const last = sizes.length - 1;
  const unit = (quantity, layer, j) => ({
    mark: `u:${layer},${j}`,
    move: `${quantity}${layer}.${j + 1}`,
  });
  if (made) return unit("x", 0, sizes.symbols.indexOf(made));
  if (x) return unit("x", 0, place(input));
  if (output)
    return unit(output === "y" ? "y" : "a", last, !which && sizes[last] === 1 ? 0 : place(which));
  const layer = digits(up, UP);
  if (!brackets) return unit(letters, layer, place(down));
  const [i, j] = brackets.slice(1, -1).split(",").map(place);
  if (j === undefined) return { mark: `u:${layer},${i}`, move: `${letters}${layer}.${i + 1}` };
  return { mark: `e:${layer},${i},${j}`, move: `${letters}${layer}.${i + 1}.${j + 1}` };
}

/**
 * The mark of the first quantity in a text.
 * @param {string} text
 * @param {number[]} sizes
 * @returns {string|undefined}
 */
export function markOf(text, sizes) {
  for (const found of text.matchAll(pattern(sizes))) return meant(found, sizes).mark;
  return undefined;
}

/**
 * Write a text whose quantities can be pointed at; one that has a move of its own leads there.
 * @param {HTMLElement} host
 * @param {string} text
 * @param {number[]} sizes
 * @param {Map<string, number>} moves places by id
 */
export function writeQuantities(host, text, sizes, moves) {
  host.replaceChildren();
  let written = 0;
  for (const found of text.matchAll(pattern(sizes))) {
    host.append(text.slice(written, found.index));
    const { mark, move } = meant(found, sizes);
    const word = make("span", "bsw-q", host, {
      "data-mark": mark,
      tabindex: "0",
      "aria-description": meaningOf(found[0], mark, move, sizes),
    });
    if (moves.has(move)) {
      word.dataset.leads = String(moves.get(move));
      word.setAttribute("role", "button");
    }
    word.textContent = found[0];
    written = found.index + found[0].length;
  }
  host.append(text.slice(written));
}

/**
 * Whether two marks mean the same place, or one of them all such places.
 * @param {string} a
 * @param {string} b
 */
export function meet(a, b) {
  if (a[0] !== b[0]) return false;
  const [mine, other] = [a.slice(2).split(","), b.slice(2).split(",")];
  return mine.every((part, k) => part === other[k] || part === "*" || other[k] === "*");
}

/**
 * Let what a mark means glow below a host, and nothing else.
 * @param {Element} host
 * @param {string|null} mark
 */
export function glow(host, mark) {
  for (const element of host.querySelectorAll("[data-mark]")) {
    if (mark && meet(mark, element.dataset.mark)) element.dataset.glow = "true";
    else delete element.dataset.glow;
  }
}

/**
 * Tell which mark below a host the pointer or the focus is on, null where on none.
 * @param {HTMLElement} host
 * @param {(mark: string|null) => void} tell
 */
export function watchMarks(host, tell) {
  const on = (event) => tell(event.target.closest?.("[data-mark]")?.dataset.mark ?? null);
  host.addEventListener("pointerover", on);
  host.addEventListener("pointerleave", () => tell(null));
  host.addEventListener("focusin", on);
  host.addEventListener("focusout", () => tell(null));
}
