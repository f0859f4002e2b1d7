// The output of a network at a place in its picture.
import { short } from "../core/notation.js";
import { fillInputs } from "../run/features.js";
import { forward } from "../run/net.js";
import { planeOf } from "../run/unit_maps.js";
import { classOf } from "../views/surface_image.js";
/** @import { Run } from "../types.d.ts" */
/** @import { Frame } from "../run/frame.js" */

/**
 * The inputs at a place.
 * @param {Run} run
 * @param {{x: number, y: number}} place in data units
 * @returns {Float64Array}
 */
function inputsAt(run, { x, y }) {
  const d = run.sizes[0];
  const plane = planeOf(run);
  if (plane) {
    const { mean, axes } = plane;
    return Float64Array.from({ length: d }, (_, i) => mean[i] + x * axes[i] + y * axes[d + i]);
  }
  const { units } = run;
  const [u, v] = [x, y].map((value, i) =>
    units ? (value - units.means[i]) / units.scales[i] : value,
  );
  const inputs = new Float64Array(d);
  if (run.features) fillInputs(run.features, [u], [v], inputs);
  else inputs.set([u, v].slice(0, d));
  return inputs;
}

/**
 * @param {Run} run
 * @param {Frame} frame
 * @param {{x: number, y: number}} place in data units
 * @returns {string} a sentence
 */
export function answerAt(run, frame, place) {
  const outputs = forward(run, frame, inputsAt(run, place)).a[run.sizes.length - 1];
  if (outputs.length === 1) return `ŷ = ${short(outputs[0], 4)} at this point`;
  const best = classOf(outputs, 0, outputs.length);
  const name = run.class_names[best] ?? best;
  return `ŷ = ${short(outputs[best], 4)} for ${name} at this point`;
}
