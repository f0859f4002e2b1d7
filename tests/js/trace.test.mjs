import assert from "node:assert/strict";
import { test } from "node:test";
import { JoinedStore } from "../../backprop/live_view/js/compare/joined_store.js";
import { Requests, wanted } from "../../backprop/live_view/js/run/requests.js";
import {
  batchOf,
  fixedBy,
  stretchAt,
  writtenAt,
} from "../../backprop/live_view/js/run/stretches.js";
import { TraceStore, unpack } from "../../backprop/live_view/js/run/trace.js";
import { stopBetween } from "../../backprop/live_view/js/train/stops.js";

const STRETCH = {
  first: 0,
  batch_size: 4,
  epoch: 0,
  epoch_from: 0,
  optimizer: "sgd",
  learning_rate: 0.5,
  l1: 0,
  l2: 0,
  frozen: [],
  cut: [],
  edits: [],
};
const P = 9; // of 2-2-1

/** A run of 10 training samples. */
function store(options = {}) {
  const { id = "run", capacity, ...more } = options;
  const setup = {
    sizes: [2, 2, 1],
    n_train: 10,
    n_test: 0,
    stretches: [STRETCH],
    interventions: [],
    ...more,
  };
  return new TraceStore({ run: id, setup }, {}, capacity);
}

/** Take in iterations first to last, whose parameters are t, and whose loss is 1 / (1 + t). */
function take(into, first, last, shown = 0, more = {}) {
  const count = last - first + 1;
  const block = () => Float64Array.from({ length: count * P }, (_, k) => first + Math.floor(k / P));
  const rows = Float64Array.from({ length: 4 * (last + 1) }, (_, k) =>
    k % 4 === 2 ? Math.floor(k / 4) / 100 : 1 / (1 + Math.floor(k / 4)),
  );
  const blocks = {
    parameters: block(),
    gradients: block(),
    learning_rate: new Float64Array(count).fill(0.5),
    history: rows,
  };
  const header = { first, count, last, history_first: 0, epochs: [], diverged: null, ...more };
  into.add(header, blocks, 2 * 8 * P * count, shown);
}

test("a message is unpacked wherever it lies in its buffer", () => {
  const header = JSON.stringify({ blocks: [{ name: "x", dtype: "f8", shape: [2], offset: 0 }] });
  const padded = header.padEnd(Math.ceil((header.length + 4) / 8) * 8 - 4);
  const data = new Uint8Array(3 + 4 + padded.length + 16).subarray(3);
  new DataView(data.buffer, 3).setUint32(0, padded.length, true);
  data.set(new TextEncoder().encode(padded), 4);
  data.set(new Uint8Array(Float64Array.of(1.5, -2).buffer), 4 + padded.length);
  assert.deepEqual(unpack(data).blocks.x, Float64Array.of(1.5, -2));
});

test("iterations are found, whatever the order of the chunks", () => {
  const run = store();
  take(run, 20, 29);
  take(run, 0, 9);
  assert.deepEqual([run.has(9), run.has(10), run.has(20)], [true, false, true]);
  assert.deepEqual([run.firstMissing(0), run.firstMissing(25), run.last], [10, 30, 29]);
  assert.equal(run.lastMissingBefore(22), 19);
  take(run, 8, 22);
  assert.equal(run.firstMissing(0), 30);
  const frame = run.frame(21);
  assert.equal(frame.W[2][0], 21);
  assert.equal(frame.uW[1][0], -0.5 * 21);
  assert.equal(frame.dW[0].length, 0);
  assert.equal(run.frame(30), null);
});

test("what is farthest from the screen goes first when room is short", () => {
  const run = store({ capacity: 3 * 2 * 8 * P * 10 });
  for (let first = 0; first < 60; first += 10) take(run, first, first + 9, first);
  assert.deepEqual([run.has(0), run.has(29), run.has(30), run.has(59)], [false, false, true, true]);
  take(run, 0, 9, 5);
  assert.deepEqual([run.has(5), run.has(59)], [true, false]);
});

test("a diverged run and a replay have an end", () => {
  const run = store();
  take(run, 0, 9);
  assert.equal(run.end, Infinity);
  take(run, 10, 12, 0, { diverged: { iteration: 13, layer: 1, sentence: "Diverged." } });
  assert.equal(run.end, 12);
  assert.equal(run.firstMissing(5), null);
});

test("batches, epochs and stretches", () => {
  assert.deepEqual(batchOf(STRETCH, 5, 10), {
    epoch: 1,
    start: 8,
    stop: 10,
    position: 2,
    perEpoch: 3,
  });
  const changed = { ...STRETCH, first: 4, batch_size: 10, epoch: 2, epoch_from: 4 };
  assert.equal(stretchAt([STRETCH, changed], 3), STRETCH);
  assert.equal(stretchAt([STRETCH, changed], 4), changed);
  const run = store({ stretches: [STRETCH, changed] });
  assert.deepEqual([run.epochFrom(0, 1), run.epochFrom(3, 1), run.epochFrom(5, 1)], [3, 4, 6]);
  assert.deepEqual([run.epochFrom(2, -1), run.epochFrom(3, -1), run.epochFrom(0, -1)], [0, 0, 0]);
  const held = { ...STRETCH, frozen: [2], cut: [[1, 0, 1]] };
  assert.equal(fixedBy(held, { layer: 2, j: 0 }), "layer 2 is frozen");
  assert.equal(fixedBy(held, { layer: 1, i: 0, j: 1 }), "cut");
  assert.equal(fixedBy(held, { layer: 1, i: 1, j: 1 }), "");
  const one = { iteration: 7, kind: "weight", layer: 1, i: 0, j: 1, text: "W¹[1,2] = 3" };
  assert.equal(writtenAt({ interventions: [one] }, 7, { layer: 1, i: 0, j: 1 }), one);
  assert.equal(writtenAt({ interventions: [one] }, 7, { layer: 1, j: 1 }), undefined);
});

test("play stops where a condition comes true", () => {
  const run = store();
  take(run, 0, 40);
  const none = { iterations: null, loss: null, accuracy: null };
  assert.equal(stopBetween(none, run, 0, 40, 0), null);
  assert.equal(stopBetween({ ...none, iterations: 5 }, run, 10, 20, 8).t, 13);
  const stop = stopBetween({ ...none, loss: 0.1 }, run, 0, 40, 0);
  assert.deepEqual(stop, { t: 9, reason: "Stopped at iteration 9: the training loss is 0.1000." });
  assert.equal(stopBetween({ ...none, loss: 0.1 }, run, 9, 40, 9), null); // it holds already
  assert.equal(stopBetween({ ...none, accuracy: 0.2 }, run, 0, 40, 0).t, 20);
});

test("what is missing is asked for once, and again when no answer comes", () => {
  const run = store();
  assert.deepEqual(wanted(run, 0, 1), { first: 0, count: 240, need: 0, urgent: true });
  const sent = [];
  const requests = new Requests((message) => sent.push(message));
  requests.tick(run, 0, 1, 0);
  requests.tick(run, 0, 1, 500);
  assert.equal(sent.length, 1);
  requests.tick(run, 0, 1, 2500);
  requests.tick(run, 0, 1, 5000);
  assert.deepEqual([sent.length, requests.lost], [3, true]);
  assert.deepEqual(
    sent.map(({ nonce }) => nonce),
    [1, 2, 3],
  );
  take(run, 0, 239);
  requests.arrived(run);
  assert.deepEqual([requests.lost, requests.isOpen], [false, false]);
  assert.equal(wanted(run, 230, 1).first, 240);
  assert.equal(wanted(run, 230, 1).urgent, false);
});

test("several runs share a clock, and each stays at its end", () => {
  const [a, b] = [store({ id: "a" }), store({ id: "b" })];
  take(a, 0, 30);
  take(b, 0, 12, 0, { diverged: { iteration: 13, layer: 1, sentence: "Diverged." } });
  const both = new JoinedStore("set", [a, b]);
  assert.deepEqual([both.end, both.last, both.diverged], [Infinity, 30, null]);
  assert.ok(both.has(20));
  assert.deepEqual(
    both.frames(20).map(({ t }) => t),
    [20, 12],
  );
  assert.equal(both.firstMissing(5), 31);
  assert.equal(both.frames(31), null);
  assert.equal(both.stepName(2), "iteration 2, epoch 0");
  assert.equal(both.stepName(20), "iteration 20, epoch 6 of A");
});
