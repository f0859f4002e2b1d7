// A boundary with its points and hover texts as a figure drawn by Plotly alone, for saving.

import { withAxes, withClasses } from "../save/axes.js";
import { SETS } from "./plot_points.js";
/** @import { Figure, Palette, Picturing, Run, Scene, SetName } from "../types.d.ts" */
/** @import { Frame } from "../run/frame.js" */
/** @import { Points } from "./plot_points.js" */

/**
 * The names of the classes; "class 0" and "class 1" for two numbered ones.
 * @param {Run} run
 * @returns {string[]}
 */
export function classNames(run) {
  const count = Math.max(2, run.sizes[run.sizes.length - 1]);
  const called = (/** @type {number} */ k) => run.class_names?.[k] ?? String(k);
  return Array.from({ length: count }, (_, k) =>
    count === 2 && called(k) === String(k) ? `class ${k}` : called(k),
  );
}

/**
 * @typedef {Object} About
 * @property {Run} run
 * @property {Palette} palette
 * @property {boolean} known whether ŷ has been computed
 * @property {Figure["layout"]} layout
 * @property {(name: SetName, frame: Frame) => string[]} texts of the samples
 */

/**
 * @param {Scene} scene
 * @param {Points} points
 * @param {Picturing} ctx
 * @param {Frame} frame
 * @param {About} about
 * @returns {Figure}
 */
export function boundaryFigure(scene, points, ctx, frame, { run, palette, known, layout, texts }) {
  const resting = ctx.resting;
  ctx.resting = true; // as fine as at rest
  const { images, data } = known ? scene.exported(frame) : { images: [], data: [] };
  const surface = { ...scene.trace(), ...scene.values(known ? frame : null) };
  ctx.resting = resting;
  const drawn = SETS.map((name) => ({
    ...points.trace(name, ctx.settings.points, { marker: points.markers(name, ctx, frame) }),
    text: texts(name, frame),
  }));
  const lines = data.map((line) => ({ ...line, hoverinfo: "skip" }));
  const figure = {
    data: [surface, ...lines, ...drawn],
    layout: withAxes({ ...layout, images }, ...scene.called),
  };
  return withClasses(figure, scene.kind === "value" ? [] : classNames(run), palette);
}
