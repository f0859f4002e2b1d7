// The trace: what Python sends, unpacked, and kept by iteration. A chunk is a run of consecutive
// iterations; chunks may come twice, overlap or arrive out of order without harm.
import { Frame } from "./frame.js";
import { batchOf, stretchAt } from "./stretches.js";
/** @import { Block, Clock, Divergence, Header, Phase, Run, Setup, SetupBlocks, Stretch, TraceBlocks } from "../types.d.ts" */

const CAPACITY = 24 * 2 ** 20; // bytes of chunks kept; the ones farthest from the shown iteration are dropped first
/** @type {Record<string, new (data: ArrayBuffer, at: number, length: number) => any>} */
const ARRAYS = { f8: Float64Array, f4: Float32Array, u4: Uint32Array };
const COLUMNS = 4; // of the history: train loss, test loss, train accuracy, test accuracy

/**
 * @typedef {Object} Chunk
 * @property {number} first its first iteration
 * @property {number} count how many
 * @property {TraceBlocks} blocks
 * @property {number[]} epochs epoch of each row of blocks.orders
 * @property {number} bytes
 */

/**
 * The history by its columns, a number for each iteration.
 * @typedef {Object} Curves
 * @property {number} version of the history
 * @property {Float64Array} trainLoss
 * @property {Float64Array} testLoss
 * @property {Float64Array} trainAccuracy
 * @property {Float64Array} testAccuracy
 */

/**
 * Unpack a message. Its reader knows which header and blocks it has.
 * @param {ArrayBuffer|Uint8Array} data at any byte offset
 * @returns {{header: any, blocks: any, bytes: number}}
 */
export function unpack(data) {
  // A copy starts at offset 0: blocks are aligned in it.
  const copy = data instanceof ArrayBuffer ? data : new Uint8Array(data).buffer;
  const length = new DataView(copy).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(copy, 4, length)));
  /** @type {Record<string, Block>} */
  const blocks = {};
  for (const { name, dtype, shape, offset } of header.blocks) {
    const size = shape.reduce((/** @type {number} */ n, /** @type {number} */ side) => n * side, 1);
    blocks[name] = new ARRAYS[dtype](copy, 4 + length + offset, size);
  }
  return { header, blocks, bytes: copy.byteLength };
}

/**
 * Everything known of one run: its setup, its history from iteration 0 on, and chunks of its
 * iterations.
 * @implements {Clock}
 */
export class TraceStore {
  /** the last iteration that Python has computed */
  last = -1;
  /** @type {Divergence|null} */
  diverged = null;
  historyRows = 0;
  /** grows with the history: the loss curve is drawn once per chunk */
  historyVersion = 0;
  /** @type {Chunk[]} sorted by first iteration */
  chunks = [];
  /** @type {Chunk|null} the iteration at rest and the next in float64, where the trace is not */
  exact = null;
  #history = new Float64Array(1024 * COLUMNS);
  /** @type {Curves|null} */
  #curves = null;
  #capacity;

  /**
   * @param {Header & {setup: Setup}} header of the run's first message
   * @param {SetupBlocks} blocks
   * @param {number} [capacity] bytes
   */
  constructor(header, blocks, capacity = CAPACITY) {
    const { X_train, y_train, X_test, y_test, plane_mean, plane_axes, P_train, P_test } = blocks;
    const data = { X_train, y_train, X_test, y_test, plane_mean, plane_axes, P_train, P_test };
    /** @type {Run} */
    this.run = { id: header.run, ...header.setup, ...data };
    const { sizes, n_train } = this.run;
    /** how many weights and biases there are */
    this.parameters = sizes.slice(1).reduce((sum, k, l) => sum + (sizes[l] + 1) * k, 0);
    /** whether it is a replay, which ends at its last iteration */
    this.complete = header.complete ?? false;
    this.bytesPerIteration = 16 * this.parameters;
    this.#capacity = capacity;
    this.inOrder = Uint32Array.from({ length: n_train }, (_, s) => s);
    /** itself, as one of several has it */
    this.stores = [this];
  }

  /**
   * Take in a message of this run.
   * @param {Header} header
   * @param {TraceBlocks} blocks
   * @param {number} bytes
   * @param {number} shown the iteration on the screen
   */
  add(header, blocks, bytes, shown) {
    this.last = Math.max(this.last, header.last);
    this.diverged = header.diverged ?? this.diverged;
    this.#addHistory(header.history_first, blocks.history);
    const { first, count, epochs } = header;
    const chunk = { first, count, blocks, epochs, bytes };
    if (!count || this.#covered(chunk)) return;
    const { parameters, gradients, updates } = blocks;
    this.bytesPerIteration =
      (parameters.byteLength + gradients.byteLength + (updates?.byteLength ?? 0)) / count;
    const inside = (/** @type {Chunk} */ c) =>
      c.first >= first && c.first + c.count <= first + count;
    this.chunks = [...this.chunks.filter((c) => !inside(c)), chunk];
    this.chunks.sort((a, b) => a.first - b.first);
    this.#makeRoom(shown);
  }

  /**
   * Take in the iteration at rest in float64.
   * @param {Header} header
   * @param {TraceBlocks} blocks
   */
  addExact({ first, count, epochs }, blocks) {
    this.exact = { first, count, blocks, epochs, bytes: 0 };
  }

  /** @param {Chunk} chunk whether nothing in it is new */
  #covered(chunk) {
    return (this.firstMissing(chunk.first) ?? Infinity) >= chunk.first + chunk.count;
  }

  /**
   * @param {number} first iteration of the first row
   * @param {Float64Array} rows
   */
  #addHistory(first, rows) {
    if (first > this.historyRows) return; // a gap, which the next answer fills
    const needed = first * COLUMNS + rows.length;
    if (needed > this.#history.length) {
      const grown = new Float64Array(2 * needed);
      grown.set(this.#history.subarray(0, this.historyRows * COLUMNS));
      this.#history = grown;
    }
    const length = needed / COLUMNS;
    if (length <= this.historyRows) return;
    this.#history.set(rows, first * COLUMNS);
    this.historyRows = length;
    this.historyVersion++;
  }

  /** @param {number} shown the iteration on the screen */
  #makeRoom(shown) {
    let total = this.chunks.reduce((sum, c) => sum + c.bytes, 0);
    const distance = (/** @type {Chunk} */ c) =>
      shown < c.first ? c.first - shown : Math.max(0, shown - (c.first + c.count - 1));
    while (total > this.#capacity && this.chunks.length > 1) {
      const farthest = this.chunks.reduce((far, c) => (distance(c) > distance(far) ? c : far));
      total -= farthest.bytes;
      this.chunks = this.chunks.filter((c) => c !== farthest);
    }
  }

  /**
   * @param {number} t
   * @returns {Chunk|undefined}
   */
  #chunkOf(t) {
    return this.chunks.find((c) => t >= c.first && t < c.first + c.count);
  }

  /**
   * @param {number} t
   * @returns {boolean} whether iteration t can be shown
   */
  has(t) {
    return this.#chunkOf(t) !== undefined;
  }

  /** No iteration can follow this one. */
  get end() {
    return this.diverged || this.complete ? this.last : Infinity;
  }

  /**
   * The first missing iteration from t on, or null if there is none up to the end of a
   * diverged run.
   * @param {number} t
   * @returns {number|null}
   */
  firstMissing(t) {
    let next = t;
    for (let chunk = this.#chunkOf(next); chunk; chunk = this.#chunkOf(next))
      next = chunk.first + chunk.count;
    return next > this.end ? null : next;
  }

  /**
   * The last iteration not after t that is missing, or null.
   * @param {number} t
   * @returns {number|null}
   */
  lastMissingBefore(t) {
    let next = t;
    for (let chunk = this.#chunkOf(next); chunk; chunk = this.#chunkOf(next))
      next = chunk.first - 1;
    return next < 0 ? null : next;
  }

  /**
   * A column of the history, a view on it.
   * @param {number} column 0..3
   * @param {number} t
   * @returns {number} NaN where nothing is known
   */
  historyAt(t, column) {
    return t < this.historyRows ? this.#history[t * COLUMNS + column] : NaN;
  }

  /** Columns of the history as arrays of their own: for drawing the curves. */
  get curves() {
    if (this.#curves?.version !== this.historyVersion) {
      const column = (/** @type {number} */ c) =>
        Float64Array.from({ length: this.historyRows }, (_, t) => this.#history[t * COLUMNS + c]);
      this.#curves = {
        version: this.historyVersion,
        trainLoss: column(0),
        testLoss: column(1),
        trainAccuracy: column(2),
        testAccuracy: column(3),
      };
    }
    return /** @type {Curves} */ (this.#curves);
  }

  /**
   * Which samples an epoch takes, in which order.
   * @param {number} epoch
   * @returns {Uint32Array} (n_train,)
   */
  order(epoch) {
    const n = this.run.n_train;
    for (const { blocks, epochs } of this.chunks) {
      const row = epochs.indexOf(epoch);
      if (row >= 0 && blocks.orders) return blocks.orders.subarray(row * n, (row + 1) * n);
    }
    return this.inOrder;
  }

  /**
   * What holds at an iteration, by the interventions up to it.
   * @param {number} t
   * @returns {Stretch}
   */
  stretch(t) {
    return stretchAt(this.run.stretches, t);
  }

  /**
   * The batch of an iteration.
   * @param {number} t
   * @returns {{epoch: number, start: number, stop: number, position: number, perEpoch: number}}
   *   positions in the epoch's order
   */
  batch(t) {
    return batchOf(this.stretch(t), t, this.run.n_train);
  }

  /**
   * Where the next epoch begins, or where this one or, from its first iteration, the one before
   * did.
   * @param {number} t
   * @param {1|-1} way
   */
  epochFrom(t, way) {
    const { position, perEpoch } = this.batch(t);
    const later = this.run.stretches.find(
      ({ first, epoch_from }) => first > t && epoch_from === first,
    );
    if (way > 0) return Math.min(t + perEpoch - position, later?.first ?? Infinity);
    if (position > 0 || t === 0) return t - position;
    const before = this.batch(t - 1);
    return t - 1 - before.position;
  }

  /**
   * Whether a batch is drawn in a shuffled order.
   * @param {number} epoch
   */
  shuffled(epoch) {
    return this.order(epoch).some((sample, position) => sample !== position);
  }

  /**
   * The frame of an available iteration.
   * @param {number} t
   * @param {Phase|null} [phase]
   * @returns {Frame|null}
   */
  frame(t, phase = null) {
    const exact = this.exact && t >= this.exact.first && t < this.exact.first + this.exact.count;
    const chunk = exact ? this.exact : this.#chunkOf(t);
    return chunk ? new Frame(this, chunk, t, phase) : null;
  }
}
