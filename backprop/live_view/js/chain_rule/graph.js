// The computational graph: x on the left, t, u, v, and f on the right; each edge carries its
// partial.
import { css } from "../core/colors.js";
import { set, svg } from "../core/svg.js";
import { largest, NAMES } from "./data.js";
import { drawing, label, signColor, write, written } from "./svg.js";
/** @import { Palette, Rgb } from "../types.d.ts" */
/** @import { Point, Sweep } from "./data.js" */

const HEIGHT = { across: 292, down: 380 };
const NARROW = 440; // CSS pixels: on narrower cards the graph runs down instead of to the right
const BOX = { width: 76, height: 44 };

/** @typedef {[number, number]} Spot x, y */
/** @typedef {{start: Spot, end: Spot, inner: Spot[]}} Places of x, of f, and of t, u, v */

/**
 * @param {HTMLElement} card
 * @param {Sweep} sweep
 * @param {Palette} palette
 * @returns {(point: Point) => void} draws the numbers of a point
 */
export function drawGraph(card, sweep, palette) {
  const width = Math.max(280, card.clientWidth - 24);
  const down = width < NARROW;
  const height = down ? HEIGHT.down : HEIGHT.across;
  const root = drawing(card, width, height, "graph");
  const { start, end, inner } = places(width, height, down);
  const showEdges = drawEdges(root, sweep, palette, { start, end, inner }, down);
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
    showEdges(point);
    write(total, point.total);
    root.setAttribute("aria-label", inWords(point));
  };
}

/**
 * The edges from x to t, u, v and from there to f.
 * @param {SVGElement} root
 * @param {Sweep} sweep
 * @param {Palette} palette
 * @param {Places} at
 * @param {boolean} down
 * @returns {(point: Point) => void} draws the numbers of a point
 */
function drawEdges(root, sweep, palette, { start, end, inner }, down) {
  const lines = svg("g", {}, root);
  const most = {
    slopes: largest(sweep.blocks.slopes) || 1,
    partials: largest(sweep.blocks.partials) || 1,
  };
  const pairs = NAMES.map((name, k) => {
    const slope = edge(lines, root, palette, start, inner[k], down, `d${name}/dx`);
    const partial = edge(lines, root, palette, end, inner[k], down, `∂f/∂${name}`);
    slope.number.dataset.testid = `slope-${name}`;
    partial.number.dataset.testid = `partial-${name}`;
    return { slope, partial };
  });
  return (point) =>
    pairs.forEach(({ slope, partial }, k) => {
      show(slope, point.slopes[k], most.slopes, palette);
      show(partial, point.partials[k], most.partials, palette);
    });
}

/**
 * @param {Edge} edge
 * @param {number} value
 * @param {number} most the largest of its kind
 * @param {Palette} palette
 */
function show({ path, number }, value, most, palette) {
  write(number, value);
  const nothing = !(Math.abs(value) > 0); // or no number
  const share = Math.min(1, Math.sqrt(Math.abs(value) / most)) || 0;
  set(path, {
    stroke: nothing ? css(palette.line) : signColor(value, palette),
    "stroke-width": nothing ? 1.5 : 1.5 + 6.5 * share,
  });
}

/** @param {Point} point */
function inWords(point) {
  const between = NAMES.map(
    (name, k) =>
      `${name} is ${written(point.inner[k])}, d${name}/dx ${written(point.slopes[k])}, partial of f by ${name} ${written(point.partials[k])}`,
  ).join("; ");
  return `Computational graph. x is ${written(point.x)}; ${between}; f is ${written(point.value)}, df/dx ${written(point.total)}.`;
}

/**
 * Where x, f and t, u, v stand.
 * @param {number} width
 * @param {number} height
 * @param {boolean} down
 * @returns {Places}
 */
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

/** @typedef {{path: SVGPathElement, number: SVGTextElement}} Edge */

/**
 * An edge from x or f to one of t, u, v, with its number; running down, the number stands nearer to
 * t, u, v, where there is room.
 * @param {SVGElement} lines below the numbers
 * @param {SVGElement} root
 * @param {Palette} palette
 * @param {Spot} from
 * @param {Spot} to
 * @param {boolean} down
 * @param {string} name
 * @returns {Edge}
 */
function edge(lines, root, palette, [x0, y0], [x1, y1], down, name) {
  const [mx, my] = [(x0 + x1) / 2, (y0 + y1) / 2];
  const bend = down ? `${x0} ${my} ${x1} ${my}` : `${mx} ${y0} ${mx} ${y1}`;
  const d = `M${x0} ${y0}C${bend} ${x1} ${y1}`;
  const path = svg("path", { d, fill: "none", "stroke-opacity": 0.85 }, lines);
  const [x, y] = down ? [x0 + 0.72 * (x1 - x0), y0 + 0.6 * (y1 - y0)] : [mx, my];
  const colors = { fill: css(palette.card), stroke: css(palette.line) };
  svg("rect", { x: x - 34, y: y - 19, width: 68, height: 38, rx: 6, ...colors }, root);
  label(root, x, y - 5, name, { class: "m", "text-anchor": "middle" });
  const number = label(root, x, y + 12, "", { "text-anchor": "middle" });
  return { path, number };
}

/**
 * @param {SVGElement} root
 * @param {Palette} palette
 * @param {Spot} at
 * @param {string} name
 * @param {Rgb} [stroke] of a box that stands out
 * @returns {SVGTextElement} its number
 */
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
