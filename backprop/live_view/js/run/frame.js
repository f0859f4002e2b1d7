// One iteration as the views see it: parameters, gradients and update layer by layer, its batch,
// its losses.
import { isComputed } from "./phases.js";
/** @import { Phase } from "../types.d.ts" */
/** @import { Chunk, TraceStore } from "./trace.js" */

/**
 * Cut a vector of P numbers into W (n_in·n_out, row-major) and b (n_out) of each layer; b is the
 * last row.
 * @param {Float64Array} vector
 * @param {number[]} sizes
 * @returns {{W: (Float64Array|null)[], b: (Float64Array|null)[]}} views
 */
export function layers(vector, sizes) {
  const W = [null];
  const b = [null];
  let start = 0;
  for (let l = 1; l < sizes.length; l++) {
    const bias = start + sizes[l - 1] * sizes[l];
    W.push(vector.subarray(start, bias));
    b.push(vector.subarray(bias, bias + sizes[l]));
    start = bias + sizes[l];
  }
  return { W, b };
}

/** Row `row` of a block of P numbers a row, as float64. */
function rowOf(block, row, P) {
  const view = block.subarray(row * P, (row + 1) * P);
  return view instanceof Float64Array ? view : Float64Array.from(view);
}

/** Read-only. What is costly to cut is cut when somebody asks. */
export class Frame {
  #gradient = null;
  #update = null;

  /**
   * @param {TraceStore} store
   * @param {Chunk} chunk
   * @param {number} t
   * @param {Phase|null} phase of the walk, or null for the whole step
   */
  constructor(store, chunk, t, phase) {
    const { epoch, start, stop } = store.batch(t);
    this.stretch = store.stretch(t);
    this.t = t;
    this.phase = phase;
    this.epoch = epoch; // counted from 0, as iterations are
    this.start = start;
    this.stop = stop;
    this.fullBatch = stop - start === store.run.n_train;
    this.indices = this.fullBatch ? store.inOrder : store.order(epoch).subarray(start, stop);
    this.learningRate = chunk.blocks.learning_rate[t - chunk.first];
    this.trainLoss = store.historyAt(t, 0);
    this.testLoss = store.historyAt(t, 1);
    this.trainAccuracy = store.historyAt(t, 2);
    this.testAccuracy = store.historyAt(t, 3);
    this.source = {
      sizes: store.run.sizes,
      P: store.parameters,
      blocks: chunk.blocks,
      row: t - chunk.first,
    };
    const { W, b } = layers(
      rowOf(chunk.blocks.parameters, this.source.row, store.parameters),
      store.run.sizes,
    );
    this.W = W;
    this.b = b;
  }

  get #gradients() {
    const { sizes, P, blocks, row } = this.source;
    this.#gradient ??= layers(rowOf(blocks.gradients, row, P), sizes);
    return this.#gradient;
  }

  get #updates() {
    const { sizes, P, blocks, row } = this.source;
    if (!this.#update) {
      // Plain gradient descent sends no updates: −η times the gradient, the same product as
      // Python's, to the bit.
      const vector = blocks.updates
        ? rowOf(blocks.updates, row, P)
        : rowOf(blocks.gradients, row, P).map((g) => g * -this.learningRate);
      this.#update = layers(vector, sizes);
    }
    return this.#update;
  }

  get dW() {
    return this.#gradients.W;
  }
  get db() {
    return this.#gradients.b;
  }
  /** What this iteration will add to W. */
  get uW() {
    return this.#updates.W;
  }
  get ub() {
    return this.#updates.b;
  }

  /**
   * Whether a quantity has been computed yet in the walk.
   * @param {"a"|"loss"|"dz"|"dW"|"update"} quantity
   * @param {number} layer
   */
  computed(quantity, layer) {
    return isComputed(this.phase, quantity, layer, this.source.sizes.length - 1);
  }
}
