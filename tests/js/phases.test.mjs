import assert from "node:assert/strict";
import { test } from "node:test";
import {
  equation,
  isComputed,
  phaseIndex,
  phaseName,
  phasesOf,
  walked,
} from "../../backprop/live_view/js/run/phases.js";

const L = 3;

test("an iteration goes forward, to the loss, backward, to the update", () => {
  const all = phasesOf(L);
  assert.deepEqual(all.map(phaseName), [
    "Forward, layer 1",
    "Forward, layer 2",
    "Forward, layer 3",
    "Loss",
    "Backward, layer 3",
    "Backward, layer 2",
    "Backward, layer 1",
    "Update",
  ]);
  all.forEach((phase, k) => assert.equal(phaseIndex(phase, L), k));
});

test("a walk goes over the border of an iteration and back again", () => {
  let at = { t: 4, phase: null };
  const seen = [];
  for (let k = 0; k < 2 * L + 3; k++) {
    at = walked(at.t, at.phase, 1, L);
    seen.push(at);
  }
  assert.deepEqual(at, { t: 5, phase: { stage: "forward", layer: 1 } });
  for (const expected of seen.reverse().slice(1)) {
    at = walked(at.t, at.phase, -1, L);
    assert.deepEqual(at, expected);
  }
  const first = { stage: "forward", layer: 1 };
  assert.deepEqual(walked(0, first, -1, L), { t: 0, phase: first });
  assert.deepEqual(walked(2, null, -1, L), { t: 2, phase: { stage: "update", layer: 0 } });
});

test("what is computed grows along the walk", () => {
  const known = (phase) =>
    ["a", "loss", "dz", "dW", "update"].flatMap((quantity) =>
      [1, 2, 3]
        .filter((layer) => isComputed(phase, quantity, layer, L))
        .map((layer) => `${quantity}${layer}`),
    );
  const counts = phasesOf(L).map((phase) => known(phase).length);
  assert.deepEqual(
    counts,
    counts.toSorted((a, b) => a - b),
  );
  assert.deepEqual(known({ stage: "forward", layer: 2 }), ["a1", "a2"]);
  assert.ok(isComputed({ stage: "backward", layer: 2 }, "dW", 3, L));
  assert.ok(!isComputed({ stage: "backward", layer: 2 }, "dW", 1, L));
  assert.equal(known(null).length, 15);
});

test("equations have the shapes of the batch", () => {
  const run = {
    sizes: [2, 4, 1],
    activations: ["relu", "sigmoid"],
    loss: "binary_cross_entropy",
    gradient_rule: "exact",
  };
  const frame = { start: 10, stop: 30, stretch: { optimizer: "adam", frozen: [1] } };
  const say = (stage, layer) => equation(run, { stage, layer }, frame);
  assert.equal(say("forward", 1).short, "a¹ = ReLU(X W¹ + b¹)");
  assert.equal(say("forward", 2).full, "a² = sigmoid(a¹ W² + b²); a¹ is 20 × 4, W² is 4 × 1");
  assert.match(say("loss", 0).full, /^loss = mean over the samples of −y ln ŷ/);
  assert.match(say("backward", 1).full, /^dz¹ from dz² W²ᵀ and the slope of ReLU; dW¹ = Xᵀ dz¹/);
  assert.equal(say("update", 0).short, "W ← W + what Adam makes of dW, layer 1 frozen");
});
