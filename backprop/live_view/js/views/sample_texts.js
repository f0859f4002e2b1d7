// What the pointer reads at each sample of the decision boundary.
import { biasName, short, weightName } from "../core/notation.js";
import { literal } from "../core/plotly_theme.js";
import { forward } from "../run/net.js";
import { drawnOf } from "./plot_points.js";
import { classOf } from "./surface_image.js";
/** @import { Context, Run } from "../types.d.ts" */
/** @import { Frame } from "../run/frame.js" */

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
 * @param {Run} run
 * @param {"probability"|"classes"|"value"} kind of the picture
 * @param {Context} ctx with contributions where what each sample adds to the gradient is known
 * @param {"train"|"test"} name of the set
 * @param {Frame} frame
 * @param {boolean} known whether ŷ has been computed
 * @returns {string[]} for Plotly
 */
export function sampleTexts(run, kind, ctx, name, frame, known) {
  const [X, Y] = name === "train" ? [run.X_train, run.y_train] : [run.X_test, run.y_test];
  const L = run.sizes.length - 1;
  const k = run.sizes[L];
  const n = X.length / run.sizes[0];
  const a = known ? forward(run, frame, X).a[L] : null;
  const drawn = drawnOf(n);
  const texts = Array.from(drawn, (s) => {
    const target =
      kind === "value"
        ? `y = ${short(Y[s * k], 5)}${ownTarget(run, Y[s * k])}`
        : `class ${literal(run.class_names?.[classOf(Y, s, k)] ?? String(classOf(Y, s, k)))}`;
    const j = k > 1 ? classOf(Y, s, k) : 0;
    return `${name === "test" ? "test" : "training"} sample ${s + 1}, ${target}<br>ŷ${k > 1 ? " of it" : ""} = ${a ? short(a[j * n + s], 6) : "not computed"}`;
  });
  if (name === "train" && ctx.contributions && frame.computed("dW", 1)) {
    const s = ctx.selection;
    const parts = ctx.contributions(frame);
    const own =
      s?.kind === "weight"
        ? parts.weight(s.layer, s.i, s.j)
        : s?.kind === "bias"
          ? parts.bias(s.layer, s.j)
          : null;
    const place = new Map(Array.from(drawn, (sample, p) => [sample, p]));
    frame.indices.forEach((sample, q) => {
      const index = place.get(sample);
      if (index === undefined) return;
      texts[index] += `<br>in this batch, its own gradient ${short(parts.norms[q], 4)} long`;
      if (own)
        texts[index] +=
          `<br>adds ${short(own[q], 4)} to ${s.kind === "weight" ? weightName(s.layer, s.i, s.j, "dW") : biasName(s.layer, s.j, "db")}`;
    });
  }
  return texts;
}
