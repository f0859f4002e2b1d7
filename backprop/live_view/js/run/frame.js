// One iteration as the views see it: parameters, gradients and update layer by layer, its batch,
// its losses.
import { isComputed } from "./phases.js";
/** @import { Layers, Phase, Stretch } from "../types.d.ts" */
/** @import { Computed } from "./phases.js" */
/** @import { Chunk, TraceStore } from "./trace.js" */

/** @type {Float64Array} of layer 0 */
const NONE = new Float64Array(0);

/**
 * Cut a vector of P numbers into W and b of each layer; b is a layer's last row.
 * @param {Float64Array} vector
 * @param {number[]} sizes
 * @returns {Layers} views on the vector
 */
export function layers(vector, sizes) {
  const W = [NONE];
  const b = [NONE];
  let start = 0;
  for (let l = 1; l < sizes.length; l++) {
    const bias = start + sizes[l - 1] * sizes[l];
    W.push(vector.subarray(start, bias));
    b.push(vector.subarray(bias, bias + sizes[l]));
    start = bias + sizes[l];
  }
  return { W, b };
}

/**
 * Row `row` of a block of P numbers a row, as float64.
 * @param {Float64Array|Float32Array} block
 * @param {number} row
 * @param {number} P
 */
function rowOf(block, row, P) {
  const view = block.subarray(row * P, (row + 1) * P);
  return view instanceof Float64Array ? view : Float64Array.from(view);
}

/** Read-only. Expensive parts are computed on demand. */
export class Frame {
  /** @type {Layers|null} */
  #gradient = null;
  /** @type {Layers|null} */
  #update = null;
  #blocks;
  #row;
  #parameters;
  #sizes;

  /**
   * @param {TraceStore} store
   * @param {Chunk} chunk
   * @param {number} t
   * @param {Phase|null} phase of the walk, or null for the whole step
   */
  constructor(store, chunk, t, phase) {
    const { epoch, start, stop } = store.batch(t);
    this.#blocks = chunk.blocks;
    this.#row = t - chunk.first;
    this.#parameters = store.parameters;
    this.#sizes = store.run.sizes;
    /** @type {Stretch} what holds at this iteration */
    this.stretch = store.stretch(t);
    this.t = t;
    this.phase = phase;
    /** counted from 0, as iterations are */
    this.epoch = epoch;
    /** of the batch, in the epoch's order */
    this.start = start;
    this.stop = stop;
    this.fullBatch = stop - start === store.run.n_train;
    /** the batch's samples */
    this.indices = this.fullBatch ? store.inOrder : store.order(epoch).subarray(start, stop);
    this.learningRate = chunk.blocks.learning_rate[this.#row];
    this.trainLoss = store.historyAt(t, 0);
    this.testLoss = store.historyAt(t, 1);
    this.trainAccuracy = store.historyAt(t, 2);
    this.testAccuracy = store.historyAt(t, 3);
    const { W, b } = this.#cut(chunk.blocks.parameters);
    this.W = W;
    this.b = b;
  }

  /** @param {Float64Array|Float32Array} block */
  #cut(block) {
    return layers(rowOf(block, this.#row, this.#parameters), this.#sizes);
  }

  get #gradients() {
    this.#gradient ??= this.#cut(this.#blocks.gradients);
    return this.#gradient;
  }

  get #updates() {
    this.#update ??= this.#blocks.updates ? this.#cut(this.#blocks.updates) : this.#descent();
    return this.#update;
  }

  /** Plain gradient descent sends no updates: −η times the gradient, the same product as Python's. */
  #descent() {
    const gradient = rowOf(this.#blocks.gradients, this.#row, this.#parameters);
    return layers(
      gradient.map((g) => g * -this.learningRate),
      this.#sizes,
    );
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
   * @param {Computed} quantity
   * @param {number} layer
   */
  computed(quantity, layer) {
    return isComputed(this.phase, quantity, layer, this.#sizes.length - 1);
  }
}
