// Marks of parameters that an intervention has fixed: a cross on a cut connection, a word above the
// edges of a frozen layer.
import { make } from "../core/elements.js";
import { weightName } from "../core/notation.js";
/** @import { Stretch } from "../types.d.ts" */
/** @import { Place } from "./geometry.js" */

/**
 * @typedef {{kind: "cut"|"frozen", id: string, text: string, says: string, x: number, y: number}}
 *   FixedMark its middle
 */

/** @typedef {{layer: number, i: number, j: number, from: Place, to: Place}} Joined two units */

/**
 * @param {Joined[]} edges that are drawn
 * @param {Place[][]} places of the units
 * @param {Stretch} stretch
 * @returns {FixedMark[]}
 */
export function fixedMarks(edges, places, stretch) {
  /** @type {FixedMark[]} */
  const marks = [];
  for (const [layer, i, j] of stretch.cut) {
    const edge = edges.find((one) => one.layer === layer && one.i === i && one.j === j);
    if (!edge) continue; // one of its units is folded away
    const { from, to } = edge;
    marks.push({
      kind: "cut",
      id: `cut-${layer}-${i + 1}-${j + 1}`,
      text: "×",
      says: `${weightName(layer, i, j)} is cut: it is 0 and stays 0`,
      x: (from.x + to.x) / 2,
      y: (from.y + to.y) / 2,
    });
  }
  for (const layer of stretch.frozen) {
    const [from, to] = [places[layer - 1][0].x, places[layer][0].x];
    marks.push({
      kind: "frozen",
      id: `frozen-${layer}`,
      text: "frozen",
      says: `Layer ${layer} is frozen: its update is 0`,
      x: (from + to) / 2,
      y: 10,
    });
  }
  return marks;
}

/**
 * @param {Element} parent emptied first
 * @param {FixedMark[]} marks
 */
export function drawFixed(parent, marks) {
  parent.replaceChildren();
  for (const { kind, id, text, says, x, y } of marks) {
    make("span", `bpl-held bpl-${kind}`, parent, {
      title: says,
      "data-testid": id,
      style: `left:${x}px;top:${y}px`,
      role: "img",
      "aria-label": says,
    }).textContent = text;
  }
}
