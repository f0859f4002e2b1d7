// The total derivative: three products, each bar beginning where the one before it ended, and their
// sum.
import { css } from "../core/colors.js";
import { NAMES } from "./data.js";
import { bracketed, label, set, svg, written } from "./svg.js";
/** @import { Palette } from "../types.d.ts" */
/** @import { Point } from "./data.js" */

const ROW = 38;
const FORMULA = 18; // room for the derivatives written out
const LETTER = 6; // CSS pixels of one at 12 px

/**
 * @param {HTMLElement} card
 * @param {any} sweep
 * @param {Palette} palette
 * @returns {(point: Point) => void}
 */
export function drawSum(card, sweep, palette) {
  const width = Math.max(280, card.clientWidth - 24);
  const { slopes, partials } = sweep.header;
  const height = 4 * ROW + 3 * FORMULA + 6;
  const root = svg("svg", {
    viewBox: `0 0 ${width} ${height}`,
    height,
    role: "img",
    "data-testid": "sum",
  });
  card.append(root);
  const rows = [...NAMES, "total"]
    .map((name, k) => {
      const y = k * (ROW + FORMULA) + (k < 3 ? FORMULA : 0);
      const zero = svg("line", { y1: y + 17, y2: y + 37, stroke: css(palette.mute) }, root);
      const bar = svg("rect", { y: y + 20, height: 14, rx: 2, "data-testid": `bar-${name}` }, root);
      const link = svg(
        "line",
        {
          y1: y + 20,
          y2: y + 20 + ROW + (k < 2 ? FORMULA : 0),
          stroke: css(palette.mute),
          "stroke-dasharray": "2 2",
        },
        root,
      );
      return { bar, link, zero, y };
    })
    .map((row, k) => {
      // the words last: they lie on top of the lines
      if (k < 3)
        writeOut(
          root,
          row.y - 4,
          `∂f/∂${NAMES[k]} = ${partials[k]},  d${NAMES[k]}/dx = ${slopes[k]}`,
          width,
          NAMES[k],
        );
      const formula = label(root, 0, row.y + 14, "", { class: k < 3 ? "h" : "b h" });
      const number = label(root, width, row.y + 14, "", {
        class: "b h",
        "text-anchor": "end",
        "data-testid": k < 3 ? `product-${NAMES[k]}` : "total",
      });
      return { ...row, formula, number };
    });
  return (point) => {
    const ends = [0];
    for (const product of point.products) ends.push(ends[ends.length - 1] + product);
    const there = Number.isFinite(point.total);
    const [low, high] = [Math.min(...ends, 0), Math.max(...ends, 0)];
    const place = (value) => 4 + ((value - low) / (high - low || 1)) * (width - 8);
    rows.forEach(({ bar, link, zero, formula, number }, k) => {
      const value = k < 3 ? point.products[k] : point.total;
      const [from, to] = k < 3 ? [ends[k], ends[k + 1]] : [0, point.total];
      formula.textContent =
        k < 3
          ? `∂f/∂${NAMES[k]} · d${NAMES[k]}/dx = ${written(point.partials[k])} · ${bracketed(point.slopes[k])}`
          : "df/dx, the sum";
      number.textContent = written(value);
      number.dataset.value = String(value);
      for (const element of [bar, link, zero]) element.style.display = there ? "" : "none";
      if (!there) return;
      set(zero, { x1: place(0), x2: place(0) });
      set(bar, {
        x: Math.min(place(from), place(to)),
        width: Math.max(1, Math.abs(place(to) - place(from))),
        fill: css(value === 0 ? palette.mute : value < 0 ? palette.neg : palette.pos),
      });
      bar.dataset.from = String(from);
      bar.dataset.to = String(to);
      set(link, { x1: place(to), x2: place(to) });
      if (k === 3) link.style.display = "none";
    });
    root.setAttribute(
      "aria-label",
      `The total derivative ${written(point.total)} as the sum of ${point.products.map(written).join(", ")}.`,
    );
  };
}

/** The two derivatives as formulas, cut where they are too long; whole at the pointer. */
function writeOut(root, y, text, width, name) {
  const most = Math.floor(width / LETTER);
  const line = label(root, 0, y + 1, text.length > most ? `${text.slice(0, most - 1)}…` : text, {
    class: "m h",
    "data-testid": `formula-${name}`,
  });
  svg("title", {}, line).textContent = text;
}
