// The edges of the network's drawing: how each looks, and which is at the pointer.
import { css } from "../core/colors.js";
import { edgeDistance, edgePath } from "./geometry.js";
import { top } from "./unit_strength.js";
/** @import { Context, Selected } from "../types.d.ts" */
/** @import { Frame } from "../run/frame.js" */
/** @import { EdgeStyle } from "./diagram_drawing.js" */
/** @import { Place } from "./geometry.js" */

/** @type {number[]} */
const DASHES = [3, 4];
/** @type {number[]} */
const NO_DASHES = [];
const NEAR = 6; // pixels within which the pointer is on an edge
const MANY = 300; // from this many edges on, all are thinner

/**
 * @typedef {Object} Edge
 * @property {number} layer
 * @property {number} i
 * @property {number} j
 * @property {number} at its place in W of the layer
 * @property {Place} from
 * @property {Place} to
 * @property {Path2D} path
 */

/**
 * The edges between the shown units.
 * @param {Place[][]} places
 * @param {number[]} sizes
 * @returns {Edge[]}
 */
export const edgesOf = (places, sizes) =>
  places.slice(1).flatMap((units, k) =>
    places[k].flatMap((from) =>
      units.map((to) => ({
        layer: k + 1,
        i: from.j,
        j: to.j,
        at: from.j * sizes[k + 1] + to.j,
        from,
        to,
        path: new Path2D(edgePath(from, to)),
      })),
    ),
  );

/**
 * Whether an edge is selected or pointed at.
 * @param {Selected|null} selected
 * @param {Edge} edge
 */
export const isSelected = (selected, { layer, i, j }) =>
  selected?.kind === "weight" && selected.layer === layer && selected.i === i && selected.j === j;

/**
 * The style of each edge: dashed if its gradient is not computed yet.
 * @param {Context} ctx
 * @param {Frame} frame
 * @param {number} count of edges
 * @returns {(edge: Edge) => EdgeStyle} one object for all: a frame allocates nothing
 */
export function edgeStyles({ palette, settings }, frame, count) {
  const weights = settings.edges === "weight";
  const values = weights ? frame.W : frame.dW;
  const isKnown = (/** @type {number} */ l) => weights || frame.computed("dW", l);
  const most = values.map((own, l) => (l && isKnown(l) ? top(own) : 0));
  const all = Math.max(...most);
  const [plus, minus, grey] = [css(palette.pos), css(palette.neg), css(palette.faint)];
  const widest = count > MANY ? 4.3 : 6.3;
  const unknown = { dash: DASHES, alpha: 0.7, width: 1, color: grey };
  const style = { dash: NO_DASHES, alpha: 0, width: 0, color: "" };
  return ({ layer, at }) => {
    if (!isKnown(layer)) return unknown;
    const value = values[layer][at];
    const scale = settings.scale === "layer" ? most[layer] : all;
    const share = Math.sqrt(Math.abs(value) / (scale || 1));
    style.alpha = 0.2 + 0.7 * share;
    style.width = 0.7 + widest * share;
    style.color = grey;
    if (value > 0) style.color = plus;
    else if (value < 0) style.color = minus;
    return style;
  };
}

/**
 * @param {CanvasRenderingContext2D} brush
 * @param {Edge[]} edges
 * @param {Context} ctx
 * @param {Frame} frame
 */
export function drawEdges(brush, edges, ctx, frame) {
  const styleOf = edgeStyles(ctx, frame, edges.length);
  for (const edge of edges) {
    const { dash, alpha, width, color } = styleOf(edge);
    if (dash.length) brush.setLineDash(dash);
    brush.globalAlpha = alpha;
    brush.lineWidth = width;
    brush.strokeStyle = color;
    brush.stroke(edge.path);
    if (dash.length) brush.setLineDash(NO_DASHES);
  }
  brush.globalAlpha = 1;
  brush.strokeStyle = css(ctx.palette.sel);
  for (const edge of edges) {
    const selected = isSelected(ctx.selection, edge);
    if (!selected && !isSelected(ctx.hovered, edge)) continue;
    brush.lineWidth = selected ? 3 : 2;
    brush.stroke(edge.path);
  }
}

/**
 * The edge at a point, if any.
 * @param {Edge[]} edges
 * @param {number} x
 * @param {number} y
 */
export function edgeAt(edges, x, y) {
  let best = NEAR;
  /** @type {Edge|null} */
  let found = null;
  for (const edge of edges) {
    const distance = edgeDistance(edge.from, edge.to, x, y);
    if (distance >= best) continue;
    best = distance;
    found = edge;
  }
  return found;
}
