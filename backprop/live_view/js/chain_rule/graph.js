// The computational graph: x on the left, t, u, v, and f on the right; each edge carries its
// partial.
import { css } from "../core/colors.js";
import { NAMES, reach } from "./data.js";
import { label, set, svg, written } from "./svg.js";
/** @import { Palette } from "../types.d.ts" */
/** @import { Point } from "./data.js" */

const HEIGHT = { across: 292, down: 380 };
const NARROW = 440; // from here on the graph runs down instead of to the right
const BOX = { width: 76, height: 44 };

/**
 * @param {HTMLElement} card
 * @param {any} sweep
 * @param {Palette} palette
 * @returns {(point: Point) => void} draws the numbers of a point
 */
export function drawGraph(card, sweep, palette) {
  const width = Math.max(280, card.clientWidth - 24);
  const down = width < NARROW;
  const height = down ? HEIGHT.down : HEIGHT.across;
  const root = svg("svg", {
    viewBox: `0 0 ${width} ${height}`,
    height,
    role: "img",
    "data-testid": "graph",
  });
  card.append(root);
  const { start, end, inner } = places(width, height, down);
  const largest = {
    slopes: reach(sweep.blocks.slopes) || 1,
    partials: reach(sweep.blocks.partials) || 1,
  };
  const lines = svg("g", {}, root);
  const edges = NAMES.flatMap((name, k) => [
    {
      ...edge(lines, root, palette, start, inner[k], down, `d${name}/dx`),
      of: "slopes",
      k,
      testid: `slope-${name}`,
    },
    {
      ...edge(lines, root, palette, end, inner[k], down, `∂f/∂${name}`),
      of: "partials",
      k,
      testid: `partial-${name}`,
    },
  ]);
  for (const one of edges) one.number.dataset.testid = one.testid;
  const boxes = [
    box(root, palette, start, "x", palette.sel),
    ...NAMES.map((name, k) => box(root, palette, inner[k], name)),
    box(root, palette, end, "f"),
  ];
  const [x, y] = down ? [end[0] + 84, end[1] - 6] : [end[0], end[1] + 42];
  label(root, x, y, "df/dx", { class: "m", "text-anchor": "middle" });
  const total = label(root, x, y + 18, "", { class: "b", "text-anchor": "middle" });
  return (point) => {
    const values = [point.x, ...point.inner, point.value];
    boxes.forEach((text, k) => write(text, values[k]));
    for (const { path, number, of, k } of edges) {
      const value = point[of][k];
      write(number, value);
      const share = Math.min(1, Math.sqrt(Math.abs(value) / largest[of])) || 0;
      const nothing = !(Math.abs(value) > 0);
      set(path, {
        stroke: css(nothing ? palette.line : value < 0 ? palette.neg : palette.pos),
        "stroke-width": nothing ? 1.5 : 1.5 + 6.5 * share,
      });
    }
    write(total, point.total);
    root.setAttribute(
      "aria-label",
      `Computational graph. x is ${written(point.x)}; ${NAMES.map((name, k) => `${name} is ${written(point.inner[k])}, d${name}/dx ${written(point.slopes[k])}, partial of f by ${name} ${written(point.partials[k])}`).join("; ")}; f is ${written(point.value)}, df/dx ${written(point.total)}.`,
    );
  };
}

/**
 * @param {SVGElement} text
 * @param {number} value
 */
function write(text, value) {
  text.textContent = written(value);
  text.dataset.value = String(value);
}

/** Where x, f and t, u, v stand. */
function places(width, height, down) {
  if (down)
    return {
      start: [width / 2, 26],
      end: [width / 2, height - 26],
      inner: [1, 3, 5].map((k) => [(k * width) / 6, height / 2]),
    };
  const edge = BOX.width / 2 + 1;
  return {
    start: [edge, height / 2],
    end: [width - edge, height / 2],
    inner: [44, height / 2, height - 44].map((y) => [width / 2, y]),
  };
}

/**
 * An edge from x or f to one of t, u, v, with its number; running down, the number stands nearer to
 * t, u, v, where there is room.
 */
function edge(lines, root, palette, [x0, y0], [x1, y1], down, name) {
  const [mx, my] = [(x0 + x1) / 2, (y0 + y1) / 2];
  const bend = down ? `${x0} ${my} ${x1} ${my}` : `${mx} ${y0} ${mx} ${y1}`;
  const path = svg(
    "path",
    { d: `M${x0} ${y0}C${bend} ${x1} ${y1}`, fill: "none", "stroke-opacity": 0.85 },
    lines,
  );
  const [x, y] = down ? [x0 + 0.72 * (x1 - x0), y0 + 0.6 * (y1 - y0)] : [mx, my];
  svg(
    "rect",
    {
      x: x - 34,
      y: y - 19,
      width: 68,
      height: 38,
      rx: 6,
      fill: css(palette.card),
      stroke: css(palette.line),
    },
    root,
  );
  label(root, x, y - 5, name, { class: "m", "text-anchor": "middle" });
  const number = label(root, x, y + 12, "", { "text-anchor": "middle" });
  return { path, number };
}

function box(root, palette, [x, y], name, stroke) {
  const { width, height } = BOX;
  svg(
    "rect",
    {
      x: x - width / 2,
      y: y - height / 2,
      width,
      height,
      rx: 9,
      fill: css(palette.mid),
      stroke: css(stroke ?? palette.line),
      "stroke-width": stroke ? 2.5 : 1,
    },
    root,
  );
  label(root, x, y - 6, name, { class: "m", "text-anchor": "middle" });
  const text = label(root, x, y + 13, "", { class: "b", "text-anchor": "middle" });
  text.dataset.testid = `node-${name}`;
  return text;
}
