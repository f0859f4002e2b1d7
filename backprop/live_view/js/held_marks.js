// What an intervention holds, in the network: a cross on a connection that is cut, a word above a frozen layer's edges.
import { make } from "./canvas.js";
import { weightName } from "./notation.js";

/** @param {Element} parent emptied first @param {{layer: number, i: number, j: number, from: {x: number, y: number}, to: {x: number, y: number}}[]} edges that are drawn
 * @param {{x: number}[][]} places of the units @param {import("./stretches.js").Stretch} stretch */
export function drawHeld(parent, edges, places, stretch) {
  parent.replaceChildren();
  const put = (name, text, says, x, y, id) => {
    make("span", `bpl-held ${name}`, parent, { title: says, "data-testid": id, style: `left:${x}px;top:${y}px`, role: "img", "aria-label": says }).textContent = text;
  };
  for (const [layer, i, j] of stretch.cut) {
    const edge = edges.find((one) => one.layer === layer && one.i === i && one.j === j);
    if (!edge) continue; // one of its units is folded away
    const { from, to } = edge;
    put("bpl-cut", "×", `${weightName(layer, i, j)} is cut: it is 0 and stays 0`, (from.x + to.x) / 2, (from.y + to.y) / 2, `cut-${layer}-${i + 1}-${j + 1}`);
  }
  for (const layer of stretch.frozen) {
    const [from, to] = [places[layer - 1][0].x, places[layer][0].x];
    put("bpl-frozen", "frozen", `Layer ${layer} is frozen: its update is 0`, (from + to) / 2, 10, `frozen-${layer}`);
  }
}
