import assert from "node:assert/strict";
import { test } from "node:test";
import {
  brief,
  exact,
  factorName,
  five,
  oneFigure,
  plain,
  selectionName,
  short,
  spoken,
  sub,
  sup,
  twoFigures,
  unitLabel,
  unitName,
} from "../../backprop/live_view/js/core/notation.js";

const NETWORK = { sizes: [2, 3, 1], input_symbols: null, input_columns: null };

test("indices are written above and below, counted from 1", () => {
  assert.equal(sup(10), "¹⁰");
  assert.equal(sub(12), "₁₂");
  assert.equal(selectionName(NETWORK, { kind: "weight", layer: 2, i: 2, j: 0 }), "W²[3,1]");
  assert.equal(selectionName(NETWORK, { kind: "bias", layer: 1, j: 1 }), "b¹[2]");
  assert.equal(selectionName(NETWORK, { kind: "unit", layer: 1, j: 2 }), "a¹₃");
  assert.equal(selectionName(NETWORK, { kind: "point", set: "test", index: 6 }), "test sample 7");
  assert.equal(selectionName(NETWORK, null), "");
});

test("inputs have the names of the run", () => {
  assert.equal(unitName(NETWORK, 0, 1), "x₂");
  assert.equal(unitName(NETWORK, 2, 0), "ŷ");
  assert.equal(unitName({ sizes: [2, 3] }, 1, 2), "ŷ₃");
  const made = { sizes: [2, 1], input_symbols: ["x₁²", "sin x₂"] };
  assert.equal(unitName(made, 0, 0), "x₁²");
  assert.equal(factorName(made, 0, 1), "(sin x₂)");
  const table = { sizes: [2, 1], input_columns: ["petal length", "petal width"] };
  assert.equal(unitLabel(table, 0, 1), "x₂ petal width");
  assert.equal(unitLabel(table, 1, 0), "ŷ");
});

test("numbers are short, with a true minus sign", () => {
  assert.deepEqual([0.025, -0.0086, 1.44, 12.3, 310000, 0].map(twoFigures), [
    ".025",
    "−.0086",
    "1.4",
    "12",
    "3.1e5",
    "0",
  ]);
  assert.deepEqual([0.025, -3.4, 1234].map(oneFigure), [".03", "−3", "1e3"]);
  assert.deepEqual(
    [0.000012, -123.456, 1234567].map((v) => short(v)),
    ["1.20e−5", "−123", "1.23e6"],
  );
  assert.deepEqual([0.5, -0.00012, 123456].map(five), ["0.50000", "−1.2000e−4", "1.2346e5"]);
  assert.equal(plain(0.1 + 0.2), "0.3");
  assert.equal(exact(-0.1), "−0.1");
  for (const write of [twoFigures, oneFigure, short, five, exact]) {
    assert.equal(write(Number.NaN), "NaN");
    assert.equal(write(Infinity), "∞");
    assert.equal(write(-Infinity), "−∞");
  }
});

test("names", () => {
  assert.equal(spoken("leaky_relu"), "leaky ReLU");
  assert.equal(spoken("tanh"), "tanh");
  assert.equal(brief("petal length in cm", 8), "petal l…");
  assert.equal(brief("petal", 8), "petal");
});
