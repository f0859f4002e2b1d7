// The key of the boundary: the plane, its classes with their marks, or the colours of a
// value.
import { classMark } from "../core/class_shapes.js";
import { make } from "../core/elements.js";
import { grouped, minus, short } from "../core/notation.js";
import { isCurve } from "../run/features.js";
import { classNames } from "./boundary_figure.js";
import { valueRange } from "./surface_image.js";
/** @import { Palette, Run, SurfaceKind } from "../types.d.ts" */
/** @import { Points } from "./plot_points.js" */

/**
 * The line under the title: the plane, and what the classes look like, or what the colours say.
 * @param {HTMLElement} about its element
 * @param {Run} run
 * @param {Palette} palette
 * @param {SurfaceKind} kind
 * @param {Points} points of the plot
 */
export function describe(about, run, palette, kind, points) {
  about.replaceChildren();
  if (run.plane) about.append(`in the plane of the ${run.plane.title}`);
  const names = kind === "value" ? [] : classNames(run);
  if (run.plane && names.length) about.append(": ");
  names.forEach((name, k) => {
    const entry = make("span", "bpl-entry", about);
    entry.append(classMark(k, names.length, palette), name);
    about.append(" ");
  });
  if (kind === "value" && !isCurve(run)) {
    const [lo, hi] = valueRange(run);
    if (run.plane) about.append(": ");
    const key = make("span", "bpl-entry", about);
    key.append(`ŷ from ${minus(short(lo, 2))} `);
    make("i", "bpl-bar", key, { "aria-hidden": "true" }).dataset.scale =
      lo === -hi ? "signed" : "plain";
    key.append(` to ${minus(short(hi, 2))}`);
  }
  const { drawn, x } = points.sets.train;
  if (drawn.length < x.length)
    about.append(
      about.childNodes.length ? "; " : "",
      `${grouped(drawn.length)} of ${grouped(x.length)} training points are drawn`,
    );
  about.hidden = !about.childNodes.length;
  shorten(about, names);
}

/**
 * If there is no room for all classes, the last ones are counted, and named on hover.
 * @param {HTMLElement} about
 * @param {string[]} names
 */
function shorten(about, names) {
  const entries = names.length ? [...about.querySelectorAll(".bpl-entry")] : [];
  const rest = make("span", "");
  about.title = "";
  const isFull = () => about.scrollHeight > about.clientHeight;
  for (let shown = entries.length - 1; shown > 0 && isFull(); shown--) {
    entries[shown].replaceWith(rest);
    rest.textContent = `+ ${names.length - shown} more`;
    about.title = names.join(", ");
  }
}
