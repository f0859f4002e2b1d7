// The inspector's lines of text about a selection, made from a frame.
import {
  biasName,
  factorName,
  five,
  grouped,
  indexed,
  minus,
  plain,
  sampleName,
  short,
  spoken,
  unitLabel,
  unitName,
  weightName,
} from "../core/notation.js";
import { pulls, sampleGradients } from "../run/contributions.js";
import { fixedBy, writtenAt } from "../run/stretches.js";
/** @import { Context, Run, Selected, UnitOf } from "../types.d.ts" */
/** @import { Contributions } from "../run/contributions.js" */
/** @import { Frame } from "../run/frame.js" */

const MOST_DOUBLES = 1000; // up to this many parameters, a trace has doubles
const FEW = 3; // inputs in one line

/**
 * A formula, its result in bold, a note under it.
 * @typedef {{text: string, value?: string, small: string}} Line
 */
/** @typedef {Selected & {kind: "weight"|"bias"}} Parameter */
/** @typedef {Selected & {kind: "point"}} Point */

/** @type {Line[]} */
const NOTHING = [
  {
    text: "",
    value: "Nothing selected",
    small: "Click a cell, an edge, a unit or a point to see how its numbers are computed.",
  },
];

/**
 * @param {Context} ctx
 * @param {Frame} frame
 * @param {Selected|null} selection
 * @param {Point|null} point the last one that was selected
 * @returns {Line[]}
 */
export function linesOf(ctx, frame, selection, point) {
  switch (selection?.kind) {
    case "weight":
    case "bias":
      return parameterLines(ctx, frame, selection);
    case "unit":
      return unitLines(ctx, frame, selection, point);
    case "point":
      return pointLines(ctx, frame, selection);
    default:
      return NOTHING;
  }
}

/**
 * Value, gradient and update of a parameter.
 * @param {Frame} frame
 * @param {Run} run
 * @param {Parameter} s
 */
function entryOf(frame, run, s) {
  if (s.kind === "bias")
    return { W: frame.b[s.layer][s.j], g: frame.db[s.layer][s.j], u: frame.ub[s.layer][s.j] };
  const p = s.i * run.sizes[s.layer] + s.j;
  return { W: frame.W[s.layer][p], g: frame.dW[s.layer][p], u: frame.uW[s.layer][p] };
}

/**
 * A weight or a bias.
 * @param {Context} ctx
 * @param {Frame} frame
 * @param {Parameter} s
 * @returns {Line[]}
 */
function parameterLines(ctx, frame, s) {
  const to = unitLabel(ctx.run, s.layer, s.j);
  const head =
    s.kind === "bias"
      ? { text: "", value: biasName(s.layer, s.j), small: `bias of ${to}` }
      : {
          text: "",
          value: weightName(s.layer, s.i, s.j),
          small: `from ${unitLabel(ctx.run, s.layer - 1, s.i)} to ${to}`,
        };
  return [head, gradientLine(ctx, frame, s), updateLine(ctx, frame, s)];
}

/**
 * The gradient of a weight or a bias, as a sum over samples.
 * @param {Context} ctx
 * @param {Frame} frame
 * @param {Parameter} s
 * @returns {Line}
 */
function gradientLine(ctx, frame, s) {
  const isBias = s.kind === "bias";
  const name = isBias ? biasName(s.layer, s.j, "db") : weightName(s.layer, s.i, s.j, "dW");
  if (!frame.computed("dW", s.layer))
    return {
      text: `${name} not computed`,
      small: "The backward pass has not reached this layer yet.",
    };
  const { W, g } = entryOf(frame, ctx.run, s);
  const { l1, l2 } = frame.stretch;
  const penalised = !isBias && Boolean(l1 || l2);
  const penalty = penalised ? l2 * W + l1 * Math.sign(W) : 0;
  const all = ctx.contributions(frame);
  const { sum, up, down } = pulls(isBias ? all.bias(s.layer, s.j) : all.weight(s.layer, s.i, s.j));
  const many = all.n === 1 ? "the one sample" : `the ${grouped(all.n)} samples`;
  const parts = penalised ? ` ${five(sum)}, penalty ${five(penalty)}` : "";
  const letter = isBias ? "b" : "W";
  const push = `${grouped(down)} push ${letter} down, ${grouped(up)} push it up`;
  const apart = Math.abs(sum + penalty - g) > 1e-4 * Math.max(Math.abs(g), 1e-6);
  const off = apart ? `; summed here ${five(sum + penalty)}` : "";
  return {
    text: `${name} = ${gradientFormula(ctx.run, s)}${penalised ? " + penalty" : ""} = `,
    value: five(g),
    small: `sum over ${many} of this batch${parts}; ${push}${off}`,
  };
}

/**
 * @param {Run} run
 * @param {Parameter} s
 */
function gradientFormula(run, s) {
  const dz = indexed("dz", s.layer, s.j);
  if (s.kind === "weight") return `Σ ${factorName(run, s.layer - 1, s.i)} · ${dz}`;
  return run.gradient_rule === "tutorial" ? `1/n · Σ ${dz}` : `Σ ${dz}`;
}

/**
 * The updated value, and whether it equals the stored value of the next iteration.
 * @param {Context} ctx
 * @param {Frame} frame
 * @param {Parameter} s
 * @returns {Line}
 */
function updateLine(ctx, frame, s) {
  const letter = s.kind === "bias" ? "b" : "W";
  if (!frame.computed("update", s.layer))
    return { text: `next ${letter} not computed`, small: "The update comes last." };
  const { formula, next } = updated(ctx.run, frame, s);
  const line = { text: `${letter} = ${formula} = `, value: five(next) };
  const t = frame.t + 1;
  const after = ctx.store.has(t) ? ctx.store.frame(t) : null;
  if (!after) return { ...line, small: `iteration ${t} is not computed yet` };
  const edit = writtenAt(ctx.run, t, s);
  if (edit) return { ...line, small: `then, at iteration ${t}: ${edit.text}` };
  const stored = entryOf(after, ctx.run, s).W;
  const coarse =
    ctx.store.parameters > MOST_DOUBLES && stored !== next
      ? " (in single precision until the picture rests)"
      : "";
  const apart = differenceText(stored - next);
  return {
    ...line,
    small: `${letter} stored for iteration ${t}: ${five(stored)}, ${apart}${coarse}`,
  };
}

/**
 * The next value of a parameter, and its formula.
 * @param {Run} run
 * @param {Frame} frame
 * @param {Parameter} s
 */
function updated(run, frame, s) {
  const { W, g, u } = entryOf(frame, run, s);
  const { optimizer } = frame.stretch;
  const fixed = fixedBy(frame.stretch, s);
  if (fixed) return { formula: `${five(W)} + 0 (${fixed})`, next: W + u };
  if (optimizer === "sgd") {
    const rate = frame.learningRate;
    return { formula: `${five(W)} − ${plain(rate)} · (${five(g)})`, next: W - rate * g };
  }
  return { formula: `${five(W)} − (${five(-u)} made by ${spoken(optimizer)})`, next: W + u };
}

/**
 * The difference between the computed and the stored value, in words.
 * @param {number} r
 */
const differenceText = (r) =>
  r === 0 ? "difference 0" : `difference ${minus(r.toExponential(1))}`;

/**
 * A unit, for one sample and over the batch.
 * @param {Context} ctx
 * @param {Frame} frame
 * @param {UnitOf} s
 * @param {Point|null} point the last one that was selected
 * @returns {Line[]}
 */
function unitLines(ctx, frame, { layer: l, j }, point) {
  const { run } = ctx;
  const name = unitName(run, l, j);
  const kind = l
    ? `${spoken(run.activations[l - 1])} unit ${j + 1} of layer ${l}`
    : `input ${run.input_columns?.[j] ?? j + 1}`;
  const head = { text: "", value: name, small: kind };
  if (!frame.computed("a", l))
    return [
      head,
      { text: `${name} not computed`, small: "The forward pass has not reached this layer yet." },
    ];
  const batch = ctx.contributions(frame);
  const { one, row, who } = sampleFor(run, frame, batch, point);
  const at = j * one.n + row;
  const a = { value: five(one.a[l][at]), small: `for ${who}` };
  const over = `mean ${name} over the ${grouped(batch.n)} samples of this batch ${five(meanOf(batch, l, j))}`;
  if (!l) return [head, { text: `${name} = `, ...a }, { text: "", small: over }];
  const z = `${indexed("z", l, j)} = ${five(one.z[l][at])}`;
  const dz = indexed("dz", l, j);
  const last = frame.computed("dz", l)
    ? { text: `${dz} = `, value: five(one.dz[l][at]), small: over }
    : { text: `${dz} not computed`, value: "", small: over };
  return [head, { text: `${z}, ${name} = ${spoken(run.activations[l - 1])}(z) = `, ...a }, last];
}

/**
 * The sample that a unit is shown for: the last one selected, else the first of the batch. One that
 * is not in the batch goes by itself: then dz is of its own loss, not of the batch's mean.
 * @param {Run} run
 * @param {Frame} frame
 * @param {Contributions} batch
 * @param {Point|null} point
 * @returns {{one: Contributions, row: number, who: string}}
 */
function sampleFor(run, frame, batch, point) {
  if (!point) {
    const first = sampleName({ set: "train", index: batch.indices[0] });
    return { one: batch, row: 0, who: `${first}, the first of this batch` };
  }
  const row = point.set === "train" ? Array.from(batch.indices).indexOf(point.index) : -1;
  if (row >= 0) return { one: batch, row, who: sampleName(point) };
  return { one: sampleOf(run, frame, point), row: 0, who: `${sampleName(point)}, alone` };
}

/**
 * @param {Contributions} batch
 * @param {number} l
 * @param {number} j
 */
function meanOf(batch, l, j) {
  let mean = 0;
  for (let k = 0; k < batch.n; k++) mean += batch.a[l][j * batch.n + k] / batch.n;
  return mean;
}

/**
 * Forward and backward pass of a single point.
 * @param {Run} run
 * @param {Frame} frame
 * @param {Point} point
 */
function sampleOf(run, frame, { set, index }) {
  if (set === "test") return sampleGradients(run, frame, [index], run.X_test, run.y_test);
  return sampleGradients(run, frame, [index], run.X_train, run.y_train);
}

/**
 * A point of the data.
 * @param {Context} ctx
 * @param {Frame} frame
 * @param {Point} s
 * @returns {Line[]}
 */
function pointLines({ run }, frame, s) {
  const one = sampleOf(run, frame, s);
  return [
    { text: "", value: sampleName(s), small: useOf(frame, s) },
    inputLine(run, Array.from(one.a[0])),
    outputLine(run, frame, one),
    lossLine(run, frame, one),
  ];
}

/**
 * @param {Frame} frame
 * @param {Point} point
 */
function useOf(frame, { set, index }) {
  if (set === "test") return "never trained on";
  return frame.indices.includes(index) ? "in this batch" : "not in this batch";
}

/**
 * @param {Run} run
 * @param {number[]} inputs
 * @returns {Line}
 */
function inputLine(run, inputs) {
  const names = run.input_columns ?? run.input_symbols ?? [];
  if (inputs.length <= FEW)
    return { text: `x = (${inputs.map((x) => short(x, 4)).join(", ")})`, small: names.join(", ") };
  const each = inputs.map((x, j) => `${names[j] ?? unitName(run, 0, j)} ${short(x, 3)}`);
  return { text: `x = (${inputs.length} numbers)`, small: each.join(", ") };
}

/**
 * @param {Run} run
 * @param {Frame} frame
 * @param {Contributions} one
 * @returns {Line}
 */
function outputLine(run, frame, one) {
  const L = run.sizes.length - 1;
  const outputs = Array.from(one.a[L]);
  const labels = Array.from(one.y);
  const isClass = run.task === "classification";
  const nameOf = (/** @type {number[]} */ values) =>
    run.class_names?.[classOf(values)] ?? `class ${classOf(values)}`;
  const label = isClass ? nameOf(labels) : labels.map((v) => short(v, 4)).join(", ");
  if (!frame.computed("a", L)) return { text: "ŷ not computed", small: `label ${label}` };
  const sure = short(outputs[outputs.length === 1 ? 0 : classOf(outputs)], 4);
  return {
    text: "ŷ = ",
    value: outputs.length === 1 ? sure : `${sure} for ${nameOf(outputs)}`,
    small: isClass ? `label ${label}; predicted ${nameOf(outputs)}` : `target ${label}`,
  };
}

/**
 * The class of outputs or of a label.
 * @param {number[]} values
 */
const classOf = (values) =>
  values.length === 1 ? Number(values[0] > 0.5) : values.indexOf(Math.max(...values));

/**
 * @param {Run} run
 * @param {Frame} frame
 * @param {Contributions} one
 * @returns {Line}
 */
function lossLine(run, frame, one) {
  if (!frame.computed("loss", run.sizes.length - 1))
    return { text: "its loss is not computed", small: "" };
  const small = frame.computed("dz", 1)
    ? `norm of its own gradient ${short(one.norms[0], 4)}`
    : "its gradient is not computed";
  return { text: "its loss ", value: five(one.losses[0]), small };
}
