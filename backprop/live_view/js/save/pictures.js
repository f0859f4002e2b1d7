// A view of the instrument, or of the runs side by side, as a picture to save: which run, which
// iteration, in words.
import { css } from "../core/colors.js";
/** @import { Context, Figure, Palette, PlotlyElement } from "../types.d.ts" */
/** @import { Frame } from "../run/frame.js" */
/** @import { Picture } from "./files.js" */

/** @typedef {{figure: Figure} | {drawing: SVGSVGElement}} What a figure of Plotly's, or a drawing */

/** @param {Palette} palette */
const inColors = (palette) => ({ ink: css(palette.ink), card: css(palette.card) });

/**
 * @param {Context} ctx
 * @param {Frame} frame that is shown
 * @param {string} name of the figure in a file's name
 * @param {string} title what it shows
 * @param {What} what
 * @returns {Picture}
 */
export function trainPicture(ctx, frame, name, title, what) {
  const { dataset } = ctx.run;
  const of = `${dataset === "own" ? "own data" : dataset}, ${ctx.run.sizes.join("-")}`;
  return {
    page: "train",
    name,
    iteration: frame.t,
    title: `${title} at iteration ${frame.t} (${of})`,
    colors: inColors(ctx.palette),
    ...what,
  };
}

/**
 * @param {Palette} palette
 * @param {number} iteration
 * @param {string} name
 * @param {string} title
 * @param {What} what
 * @returns {Picture}
 */
export function comparePicture(palette, iteration, name, title, what) {
  return {
    page: "compare",
    name,
    iteration,
    title: `${title} at iteration ${iteration}`,
    colors: inColors(palette),
    ...what,
  };
}

/**
 * A figure that Python has drawn and named (ui/saving.py).
 * @param {PlotlyElement} gd drawn by Plotly
 * @param {Palette} palette
 * @returns {Picture|null}
 */
export function chartPicture(gd, palette) {
  const { meta, ...layout } = gd.layout;
  if (!meta?.title) return null;
  const { page, name, iteration, title } = meta;
  const { l, r, t, b } = gd._fullLayout._size; // with the room that a legend has taken
  const seen = {
    width: gd.clientWidth,
    height: gd.clientHeight,
    margin: { ...layout.margin, l, r, t, b },
  };
  return {
    page,
    name,
    iteration,
    title,
    colors: { ink: css(palette.ink), card: css(palette.bg) },
    figure: { data: gd.data, layout: { ...layout, ...seen } },
  };
}
