// What the pointer reads at each sample of the decision boundary.
import { biasName, short, weightName } from "../core/notation.js";
import { literal } from "../core/plotly_theme.js";
import { forward } from "../run/net.js";
import { drawnOf } from "./plot_points.js";
import { classOf } from "./surface_image.js";
/** @import { Picturing, Run, Selected, SetName, SurfaceKind } from "../types.d.ts" */
/** @import { Contributions } from "../run/contributions.js" */
/** @import { Frame } from "../run/frame.js" */

/**
 * @param {Run} run
 * @param {SurfaceKind} kind of the picture
 * @param {Picturing} ctx with contributions where what each sample adds to the gradient is known
 * @param {SetName} name of the set
 * @param {Frame} frame
 * @param {boolean} known whether ŷ has been computed
 * @returns {string[]} for Plotly
 */
export function sampleTexts(run, kind, ctx, name, frame, known) {
  const [X, Y] = name === "train" ? [run.X_train, run.y_train] : [run.X_test, run.y_test];
  const L = run.sizes.length - 1;
  const k = run.sizes[L];
  const n = X.length / run.sizes[0];
  const outputs = known ? forward(run, frame, X).a[L] : null;
  const drawn = drawnOf(n);
  const texts = Array.from(drawn, (s) => {
    const own = k > 1 ? classOf(Y, s, k) : 0;
    const guess = outputs ? short(outputs[own * n + s], 6) : "not computed";
    const who = `${name === "test" ? "test" : "training"} sample ${s + 1}`;
    return `${who}, ${targetText(run, kind, Y, s)}<br>ŷ${k > 1 ? " of it" : ""} = ${guess}`;
  });
  if (name === "train" && ctx.contributions && frame.computed("dW", 1))
    addPulls(texts, drawn, ctx.contributions(frame), ctx.selection);
  return texts;
}

/**
 * @param {Run} run
 * @param {SurfaceKind} kind
 * @param {ArrayLike<number>} Y
 * @param {number} s
 */
function targetText(run, kind, Y, s) {
  const k = run.sizes[run.sizes.length - 1];
  if (kind === "value") return `y = ${short(Y[s * k], 5)}${ownTarget(run, Y[s * k])}`;
  const label = classOf(Y, s, k);
  return `class ${literal(run.class_names?.[label] ?? String(label))}`;
}

/**
 * A standardised target in the unit in which it was measured, "" where it is not.
 * @param {Run} run
 * @param {number} y
 */
function ownTarget({ target }, y) {
  if (!target || (target.mean === 0 && target.scale === 1)) return "";
  return ` (${literal(target.name)} ${short(target.mean + target.scale * y, 5)})`;
}

/**
 * What each sample of the batch does to the gradient, and to the selected number of it.
 * @param {string[]} texts added to
 * @param {Uint32Array} drawn the samples that they are of
 * @param {Contributions} parts
 * @param {Selected|null} selection
 */
function addPulls(texts, drawn, parts, selection) {
  const places = new Map(Array.from(drawn, (sample, p) => [sample, p]));
  const selected = ofSelected(parts, selection);
  Array.from(parts.indices).forEach((sample, q) => {
    const p = places.get(sample);
    if (p === undefined) return;
    texts[p] += `<br>in this batch, its own gradient ${short(parts.norms[q], 4)} long`;
    if (selected) texts[p] += `<br>adds ${short(selected.adds[q], 4)} to ${selected.name}`;
  });
}

/**
 * What each sample adds to the selected number's gradient.
 * @param {Contributions} parts
 * @param {Selected|null} s
 */
function ofSelected(parts, s) {
  if (s?.kind === "weight")
    return {
      adds: parts.weight(s.layer, s.i, s.j),
      name: weightName(s.layer, s.i, s.j, "dW"),
    };
  if (s?.kind === "bias")
    return { adds: parts.bias(s.layer, s.j), name: biasName(s.layer, s.j, "db") };
  return null;
}
