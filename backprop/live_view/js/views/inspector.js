// The selected number: where it comes from, what the batch makes of it, what the update makes of it
// next. Pure functions turn (ctx, frame) into lines of text; the view only writes them down.
import { make } from "../core/elements.js";
import { hintOf } from "../core/hints.js";
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
import { heldBy, writtenAt } from "../run/stretches.js";
/** @import { Context } from "../types.d.ts" */

const MOST_DOUBLES = 1000; // parameters that a trace carries as doubles

/**
 * @typedef {{text: string, value?: string, small: string}} Line a formula, its result in bold, a
 *   note under it
 */

/** Value and stored arrays of the selected parameter. */
function entryOf(frame, run, s) {
  if (s.kind === "bias")
    return { W: frame.b[s.layer][s.j], g: frame.db[s.layer][s.j], u: frame.ub[s.layer][s.j] };
  const p = s.i * run.sizes[s.layer] + s.j;
  return { W: frame.W[s.layer][p], g: frame.dW[s.layer][p], u: frame.uW[s.layer][p] };
}

/**
 * How the difference of what is computed and what is stored is said.
 * @param {number} r
 */
const difference = (r) => (r === 0 ? "difference 0" : `difference ${minus(r.toExponential(1))}`);

/**
 * The gradient of a weight or a bias as the sum it is.
 * @returns {Line}
 */
function gradientLine(ctx, frame, s) {
  const { run } = ctx;
  const bias = s.kind === "bias";
  const letter = bias ? "b" : "W";
  const name = bias ? biasName(s.layer, s.j, "db") : weightName(s.layer, s.i, s.j, "dW");
  if (!frame.computed("dW", s.layer))
    return {
      text: `${name} not computed`,
      small: "The backward pass has not come to this layer yet.",
    };
  const g = entryOf(frame, run, s).g;
  const all = ctx.contributions(frame);
  const { sum, up, down } = pulls(bias ? all.bias(s.layer, s.j) : all.weight(s.layer, s.i, s.j));
  const dz = indexed("dz", s.layer, s.j);
  const tutorial = run.gradient_rule === "tutorial";
  const formula = bias
    ? tutorial
      ? `1/n · Σ ${dz}`
      : `Σ ${dz}`
    : `Σ ${factorName(run, s.layer - 1, s.i)} · ${dz}`;
  const { l1, l2 } = frame.stretch;
  const penalty = bias
    ? 0
    : l2 * entryOf(frame, run, s).W + l1 * Math.sign(entryOf(frame, run, s).W);
  const penalised = !bias && Boolean(l1 || l2);
  const many = all.n === 1 ? "the one sample" : `the ${grouped(all.n)} samples`;
  const off =
    Math.abs(sum + penalty - g) > 1e-4 * Math.max(Math.abs(g), 1e-6)
      ? `; summed here ${five(sum + penalty)}`
      : "";
  return {
    text: `${name} = ${formula}${penalised ? " + penalty" : ""} = `,
    value: five(g),
    small: `sum over ${many} of this batch${penalised ? ` ${five(sum)}, penalty ${five(penalty)}` : ""}; ${grouped(down)} push ${letter} down, ${grouped(up)} push it up${off}`,
  };
}

/**
 * What the update makes of it, and whether the next iteration really holds that.
 * @returns {Line}
 */
function updateLine(ctx, frame, s) {
  const { run } = ctx;
  const letter = s.kind === "bias" ? "b" : "W";
  if (!frame.computed("update", s.layer))
    return { text: `next ${letter} not computed`, small: "The update comes last." };
  const { W, g, u } = entryOf(frame, run, s);
  const { optimizer } = frame.stretch;
  const held = heldBy(frame.stretch, s);
  const descent = optimizer === "sgd" && !held;
  const next = descent ? W - frame.learningRate * g : W + u;
  const text = held
    ? `${letter} = ${five(W)} + 0 (${held}) = `
    : descent
      ? `${letter} = ${five(W)} − ${plain(frame.learningRate)} · (${five(g)}) = `
      : `${letter} = ${five(W)} − (${five(-u)} made by ${spoken(optimizer)}) = `;
  if (!ctx.store?.has(frame.t + 1))
    return { text, value: five(next), small: `iteration ${frame.t + 1} is not computed yet` };
  const edit = writtenAt(run, frame.t + 1, s);
  if (edit)
    return { text, value: five(next), small: `then, at iteration ${frame.t + 1}: ${edit.text}` };
  const stored = entryOf(ctx.store.frame(frame.t + 1), run, s).W;
  const count = run.sizes.reduce((sum, k, l) => sum + (l ? (run.sizes[l - 1] + 1) * k : 0), 0);
  const coarse =
    count > MOST_DOUBLES && stored !== next ? " (in single precision until the picture rests)" : "";
  return {
    text,
    value: five(next),
    small: `${letter} stored for iteration ${frame.t + 1}: ${five(stored)}, ${difference(stored - next)}${coarse}`,
  };
}

/**
 * A weight or a bias.
 * @returns {Line[]}
 */
function parameterLines(ctx, frame, s) {
  const { run } = ctx;
  const to = unitLabel(run, s.layer, s.j);
  const head =
    s.kind === "bias"
      ? { text: "", value: biasName(s.layer, s.j), small: `bias of ${to}` }
      : {
          text: "",
          value: weightName(s.layer, s.i, s.j),
          small: `from ${unitLabel(run, s.layer - 1, s.i)} to ${to}`,
        };
  return [head, gradientLine(ctx, frame, s), updateLine(ctx, frame, s)];
}

/**
 * A unit, for one sample and over the batch.
 * @param {{index: number, set: string}|null} point the last one that was selected
 * @returns {Line[]}
 */
function unitLines(ctx, frame, s, point) {
  const { run } = ctx;
  const { layer: l, j } = s;
  const name = unitName(run, l, j);
  const kind = l
    ? `${spoken(run.activations[l - 1])} unit ${j + 1} of layer ${l}`
    : `input ${run.input_columns?.[j] ?? j + 1}`;
  const head = { text: "", value: name, small: kind };
  if (!frame.computed("a", l))
    return [
      head,
      { text: `${name} not computed`, small: "The forward pass has not come to this layer yet." },
    ];
  const batch = ctx.contributions(frame);
  const within =
    point?.set === "train" ? Array.prototype.indexOf.call(batch.indices, point.index) : -1;
  const alone = point !== null && within < 0; // then dz is of its own loss, not of the batch's mean
  const one = alone ? sampleOf(run, frame, point) : batch;
  const at = j * one.n + Math.max(within, 0);
  const who = point
    ? `${sampleName(point)}${alone ? ", alone" : ""}`
    : `${sampleName({ set: "train", index: batch.indices[0] })}, the first of this batch`;
  const a = one.a[l][at];
  let mean = 0;
  for (let k = 0; k < batch.n; k++) mean += batch.a[l][j * batch.n + k] / batch.n;
  const lines = [
    head,
    l
      ? {
          text: `${indexed("z", l, j)} = ${five(one.z[l][at])}, ${name} = ${spoken(run.activations[l - 1])}(z) = `,
          value: five(a),
          small: `for ${who}`,
        }
      : { text: `${name} = `, value: five(a), small: `for ${who}` },
  ];
  const over = `mean ${name} over the ${grouped(batch.n)} samples of this batch ${five(mean)}`;
  if (!l) return [...lines, { text: "", small: over }];
  const dz = frame.computed("dz", l)
    ? `${indexed("dz", l, j)} = `
    : `${indexed("dz", l, j)} not computed`;
  return [
    ...lines,
    { text: dz, value: frame.computed("dz", l) ? five(one.dz[l][at]) : "", small: over },
  ];
}

/** Forward and backward of one point by itself. */
const sampleOf = (run, frame, point) =>
  sampleGradients(
    run,
    frame,
    [point.index],
    point.set === "test" ? run.X_test : run.X_train,
    point.set === "test" ? run.y_test : run.y_train,
  );

/**
 * A point of the data.
 * @returns {Line[]}
 */
function pointLines(ctx, frame, s) {
  const { run } = ctx;
  const L = run.sizes.length - 1;
  const one = sampleOf(run, frame, s);
  const [inputs, outputs, labels] = [Array.from(one.a[0]), Array.from(one.a[L]), Array.from(one.y)];
  const used = s.set === "train" && frame.indices.includes(s.index);
  const few = inputs.length <= 3;
  const shownInputs = few ? inputs.map((x) => short(x, 4)).join(", ") : `${inputs.length} numbers`;
  const inputNames = run.input_columns ?? run.input_symbols ?? [];
  const classOf = (values) =>
    values.length === 1 ? Number(values[0] > 0.5) : values.indexOf(Math.max(...values));
  const named = (k) => run.class_names?.[k] ?? `class ${k}`;
  const classes = run.task === "classification";
  const label = classes ? named(classOf(labels)) : labels.map((v) => short(v, 4)).join(", ");
  const guess =
    outputs.length === 1
      ? short(outputs[0], 4)
      : `${short(outputs[classOf(outputs)], 4)} for ${named(classOf(outputs))}`;
  const output = frame.computed("a", L)
    ? {
        text: `ŷ = `,
        value: guess,
        small: classes ? `label ${label}; predicted ${named(classOf(outputs))}` : `target ${label}`,
      }
    : { text: "ŷ not computed", small: `label ${label}` };
  const loss = frame.computed("loss", L)
    ? {
        text: "its loss ",
        value: five(one.losses[0]),
        small: frame.computed("dz", 1)
          ? `norm of its own gradient ${short(one.norms[0], 4)}`
          : "its gradient is not computed",
      }
    : { text: "its loss is not computed", small: "" };
  return [
    {
      text: "",
      value: sampleName(s),
      small: used ? "in this batch" : s.set === "test" ? "never trained on" : "not in this batch",
    },
    {
      text: `x = (${shownInputs})`,
      small: few
        ? inputNames.join(", ")
        : inputs.map((x, j) => `${inputNames[j] ?? unitName(run, 0, j)} ${short(x, 3)}`).join(", "),
    },
    output,
    loss,
  ];
}

/** The weight whose gradient is the largest. */
function steepest(run, frame) {
  let best = null;
  for (let l = 1; l < run.sizes.length; l++) {
    const k = run.sizes[l];
    frame.dW[l].forEach((v, p) => {
      if (!best || Math.abs(v) > Math.abs(best.v))
        best = { v, kind: "weight", layer: l, i: Math.floor(p / k), j: p % k };
    });
  }
  return best;
}

/**
 * @param {HTMLElement} element the empty card
 * @param {Context} ctx
 * @returns the view
 */
export function Inspector(element, ctx) {
  element.dataset.testid = "inspector";
  element.setAttribute("aria-label", "Selected number");
  const blocks = Array.from({ length: 4 }, () => {
    const box = make("div", "bpl-eq", element);
    const line = make("div", "", box);
    const text = document.createTextNode("");
    line.append(text);
    return { box, text, value: make("b", "", line), small: make("small", "", box) };
  });
  const hint = make("button", "bpl-quiet", element, {
    type: "button",
    title: "Selects this number in every view. The run stays as it is.",
  });
  const edit = make("button", "bpl-quiet bpl-edit", element, {
    type: "button",
    title: "Changes this number, or holds it, from the shown iteration on.",
  });
  edit.addEventListener("click", () => ctx.intervene());
  const clear = make("button", "bpl-quiet bpl-end", element, {
    type: "button",
    "aria-label": "Clear the selection",
    title: hintOf("Clear the selection"),
  });
  clear.textContent = "clear";
  clear.addEventListener("click", () => ctx.select(null));
  let [candidate, point, run] = [null, null, null];
  hint.addEventListener("click", () => candidate && ctx.select(candidate));

  const put = (target, name, text) => {
    if (target[name] !== text) target[name] = text;
  };

  function show(frame) {
    if (run !== ctx.run) [run, point] = [ctx.run, null];
    const s = ctx.selection;
    if (s?.kind === "point") point = s;
    let lines = [];
    if (s?.kind === "weight" || s?.kind === "bias") lines = parameterLines(ctx, frame, s);
    else if (s?.kind === "unit") lines = unitLines(ctx, frame, s, point);
    else if (s?.kind === "point") lines = pointLines(ctx, frame, s);
    else
      lines = [
        {
          text: "",
          value: "Nothing selected",
          small: "Click a cell, an edge, a unit or a point to see how its numbers are computed.",
        },
      ];
    blocks.forEach((block, k) => {
      const line = lines[k];
      put(block.box, "hidden", !line);
      put(block.text, "data", line?.text ?? "");
      put(block.value, "textContent", line?.value ?? "");
      put(block.small, "textContent", line?.small ?? "");
      put(block.small, "title", line?.small ?? "");
    });
    put(clear, "hidden", !s);
    put(edit, "hidden", !s || s.kind === "point");
    put(
      edit,
      "textContent",
      s?.kind === "weight" ? "set or cut…" : s?.kind === "bias" ? "set…" : "freeze…",
    );
    candidate = s ? null : steepest(ctx.run, frame);
    const offer = candidate && frame.computed("dW", candidate.layer);
    put(hint, "hidden", !offer);
    if (offer)
      put(
        hint,
        "textContent",
        `largest gradient now: ${weightName(candidate.layer, candidate.i, candidate.j, "dW")} = ${five(candidate.v)}`,
      );
  }

  return {
    element,
    update: show,
    rest: show,
    resize() {},
    destroy() {
      element.replaceChildren();
    },
  };
}
