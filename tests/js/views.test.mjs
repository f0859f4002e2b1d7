import assert from "node:assert/strict";
import { test } from "node:test";
import { thinned } from "../../backprop/live_view/js/core/thin.js";
import { changesBetween } from "../../backprop/live_view/js/train/changes.js";
import { viewsOf } from "../../backprop/live_view/js/train/present.js";
import { readView, viewText } from "../../backprop/live_view/js/train/view_state.js";
import { levelLine } from "../../backprop/live_view/js/views/contour.js";
import {
  chooseUnits,
  edgeDistance,
  placeUnits,
} from "../../backprop/live_view/js/views/geometry.js";
import {
  interventionsByIteration,
  interventionsSentence,
} from "../../backprop/live_view/js/views/marks.js";
import {
  firstSelection,
  initialSettings,
  isAllowed,
  validSelection,
} from "../../backprop/live_view/js/views/settings.js";

const X = Float64Array.of(1, 2, 3, 4);
const RUN = { sizes: [2, 3, 1], n_train: 2, n_test: 0, X_train: X, X_test: new Float64Array(0) };
const FRAME = { dW: [null, Float64Array.of(0, 5, -7, 1, 0, 0)], phase: null };

test("a long curve keeps its spikes", () => {
  const values = new Float64Array(100_000).fill(1);
  values[77_777] = 9;
  values[3] = Number.NaN;
  const { x, y } = thinned(values);
  assert.ok(x.length <= 4001);
  assert.equal(y[x.indexOf(77_777)], 9);
  assert.equal(x.at(-1), 99_999);
  assert.deepEqual(thinned(Float64Array.of(1, Number.NaN)), { x: [0, 1], y: [1, null] });
});

test("a link says what is not as it would open, and is read again", () => {
  const ctx = {
    run: RUN,
    settings: initialSettings(),
    selection: firstSelection(RUN, FRAME),
    present: null,
  };
  assert.deepEqual(ctx.selection, { kind: "weight", layer: 1, i: 0, j: 2 });
  assert.deepEqual(viewText(ctx, FRAME), {});
  for (const [selection, text] of [
    [{ kind: "weight", layer: 1, i: 1, j: 2 }, "W1-2-3"],
    [{ kind: "bias", layer: 2, j: 0 }, "b2-1"],
    [{ kind: "unit", layer: 0, j: 1 }, "a0-2"],
    [{ kind: "point", set: "train", index: 1 }, "train-2"],
    [null, "none"],
  ]) {
    assert.equal(viewText({ ...ctx, selection }, FRAME).select, text);
    assert.deepEqual(readView({ select: text }, RUN).selection, selection);
  }
  for (const text of [
    "W1-3-1",
    "W0-1-1",
    "b0-1",
    "a3-1",
    "train-3",
    "test-1",
    "W1-0-1",
    "nonsense",
  ])
    assert.equal(readView({ select: text }, RUN).selection, undefined, text);
  const phase = { stage: "backward", layer: 2 };
  const settings = { ...initialSettings(), quantity: "ratio", logLoss: true };
  const text = viewText({ ...ctx, settings, present: ["loss", "strip"] }, { ...FRAME, phase });
  assert.deepEqual(text, { present: "loss-strip", phase: "backward-2", show: "ratio", log: "on" });
  assert.deepEqual(readView(text, RUN), {
    selection: undefined,
    phase,
    settings: { quantity: "ratio", logLoss: true },
    present: ["loss", "strip"],
  });
  assert.deepEqual(readView({ show: "colour", phase: "forward-9", present: "" }, RUN), {
    selection: undefined,
    phase: null,
    settings: {},
    present: null,
  });
  assert.deepEqual(viewsOf("strip-network-nothing"), ["network", "strip"]);
});

test("a selection is kept where it still names something", () => {
  const smaller = { ...RUN, sizes: [2, 2, 1] };
  const weight = { kind: "weight", layer: 1, i: 1, j: 2 };
  assert.equal(validSelection(weight, RUN, RUN), weight);
  assert.equal(validSelection(weight, smaller, RUN), null);
  assert.equal(validSelection({ kind: "weight", layer: 2, i: 2, j: 0 }, smaller, RUN), null);
  const unit = { kind: "unit", layer: 0, j: 1 };
  assert.equal(validSelection(unit, smaller, RUN), unit);
  const point = { kind: "point", set: "train", index: 1 };
  assert.equal(validSelection(point, { ...RUN, X_train: X.slice() }, RUN), point);
  assert.equal(validSelection(point, { ...RUN, X_train: X.map((x) => x + 1) }, RUN), null);
  assert.ok(isAllowed("points", "both"));
  assert.ok(!isAllowed("points", "none"));
  assert.ok(!isAllowed("colour", "red"));
});

test("changes are what differs from what holds", () => {
  const was = {
    numbers: { learning_rate: 0.5, batch_size: 0, l1: 0 },
    optimizer: "sgd",
    frozen: [false, true],
    cut: false,
    value: 1.5,
  };
  const selected = { kind: "weight", layer: 1, i: 0, j: 1 };
  const between = (now) => changesBetween(was, { ...was, ...now }, { n_train: 100 }, selected);
  assert.deepEqual(between({}), []);
  assert.deepEqual(between({ numbers: { learning_rate: 0.1, batch_size: 200, l1: 0 } }), [
    { kind: "learning_rate", value: 0.1 },
    { kind: "batch_size", value: null },
  ]);
  assert.deepEqual(between({ frozen: [true, false], optimizer: "adam" }), [
    { kind: "optimizer", value: "adam" },
    { kind: "freeze", layer: 1 },
    { kind: "unfreeze", layer: 2 },
  ]);
  assert.deepEqual(between({ cut: true, value: 9 }), [{ kind: "cut", layer: 1, i: 0, j: 1 }]);
  assert.deepEqual(between({ value: 9 }), [{ kind: "weight", layer: 1, i: 0, j: 1, value: 9 }]);
});

test("interventions of one iteration are told together", () => {
  const run = {
    interventions: [
      { iteration: 3, text: "η = 1e-3" },
      { iteration: 9, text: "optimizer Adam" },
      { iteration: 3, text: "layer 1 frozen" },
    ],
  };
  assert.deepEqual(interventionsByIteration(run), [
    { t: 3, text: "η = 1e−3, layer 1 frozen" },
    { t: 9, text: "optimizer Adam" },
  ]);
  assert.match(
    interventionsSentence(run),
    /^ Interventions: .* at iteration 3; .* at iteration 9\.$/,
  );
  assert.equal(interventionsSentence({ interventions: [] }), "");
});

test("a line runs where a surface crosses the level", () => {
  const R = 9;
  const plane = Float64Array.from({ length: R * R }, (_, p) => p % R); // x
  const pieces = [];
  levelLine(plane, R, 3.25, (...piece) => pieces.push(piece));
  assert.equal(pieces.length, R - 1);
  for (const [x0, , x1] of pieces) assert.deepEqual([x0, x1], [3.25, 3.25]);
});

test("of many units the strongest are drawn, and stay until another is twice as strong", () => {
  const sizes = [2, 20, 1];
  const strength = (strongest) => (_, j) => (j === strongest ? 30 : 20 - j) / 20;
  const first = chooseUnits(sizes, strength(-1), null, []);
  assert.deepEqual(first[0], [0, 1]);
  assert.deepEqual(first[1], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  assert.deepEqual(chooseUnits(sizes, (_, j) => (j === 10 ? 1 : 0.9), first, [])[1], first[1]);
  assert.ok(chooseUnits(sizes, strength(15), first, [])[1].includes(15));
  assert.ok(chooseUnits(sizes, strength(-1), null, [{ layer: 1, j: 19 }])[1].includes(19));
  const { places, folds } = placeUnits({ sizes }, first, 600, 300);
  assert.equal(folds[1].count, 10);
  assert.deepEqual(
    places.map((column) => column.length),
    [2, 10, 1],
  );
  const [from, to] = [places[0][0], places[1][0]];
  const middle = (from.x + from.size / 2 + to.x - to.size / 2) / 2;
  assert.ok(edgeDistance(from, to, middle, (from.y + to.y) / 2) < 1);
  assert.equal(edgeDistance(from, to, from.x, from.y), Infinity);
});
