// A slider with its value as its label.
import { make } from "../core/elements.js";
import { tickText } from "./svg.js";
/** @import { Plot } from "./curve.js" */

const THUMB = 18; // CSS pixels, as in chain_rule.css

/**
 * @typedef {{name: string, row: HTMLElement, text: HTMLElement, input: HTMLInputElement}} Slider
 * @param {HTMLElement} parent
 * @param {string} id
 * @param {string} name
 * @param {number} most
 * @param {(index: number) => void} moved
 * @returns {Slider}
 */
export function createSlider(parent, id, name, most, moved) {
  const row = make("div", "bcr-slide", parent);
  const text = make("label", "", row, { for: id });
  const input = make("input", "", row, {
    id,
    type: "range",
    min: "0",
    max: String(most),
    step: "1",
    "aria-label": name,
    "data-testid": id,
  });
  input.addEventListener("input", () => moved(Number(input.value)));
  return { name, row, text, input };
}

/**
 * @param {Slider} slider
 * @param {number} index where it stands
 * @param {number} value what it stands for
 */
export function setSlider({ name, text, input }, index, value) {
  const shown = tickText(Number(value.toPrecision(4)));
  text.textContent = `${name} = ${shown}`;
  input.value = String(index);
  input.setAttribute("aria-valuetext", shown);
}

/**
 * Put a slider under the part of the plot that it moves along, its label beside it.
 * @param {Slider} slider
 * @param {Plot} plot
 */
export function putUnder({ row, text, input }, { left, right }) {
  row.append(text);
  row.style.paddingLeft = `${left - THUMB / 2}px`;
  text.style.width = `${right - THUMB / 2 - 8}px`;
  input.style.flex = "1";
}
