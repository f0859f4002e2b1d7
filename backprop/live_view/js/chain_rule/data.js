// A sweep as Python sent it (live_view/chain_rule.py): every number at a place of the two sliders.
import { unpack } from "../run/trace.js";

/** The inner functions, in the order of a block's three rows. */
export const NAMES = ["t", "u", "v"];

/**
 * @typedef {Object} SweepHeader
 * @property {string} id of the functions and of where the sliders began
 * @property {string} base while it stays the same, the sliders do too
 * @property {Record<string, string>} texts the functions as typed: f, t, u, v
 * @property {string[]} slopes dt/dx, du/dx, dv/dx as formulas
 * @property {string[]} partials ∂f/∂t, ∂f/∂u, ∂f/∂v as formulas
 * @property {{x: number, dx: number}} start of the sliders
 * @property {number} n places of x
 * @property {number} k places of dx
 * @property {number} per_halving places of dx from one to its half
 */

/**
 * @typedef {Object} SweepBlocks
 * @property {Float64Array} x (n,)
 * @property {Float64Array} inner (3, n) t, u, v
 * @property {Float64Array} slopes (3, n)
 * @property {Float64Array} partials (3, n)
 * @property {Float64Array} products (3, n) a partial times a slope
 * @property {Float64Array} value (n,) f
 * @property {Float64Array} total (n,) df/dx
 * @property {Float64Array} numerical (n,) df/dx by a finite difference
 * @property {Float64Array} order (n,) of the error in dx
 * @property {Float64Array} dx (k,) falling
 * @property {Float64Array} df (n, k) along the tangent
 * @property {Float64Array} change (n, k) of f
 * @property {Float64Array} error (n, k) change − df
 * @property {Float64Array} curve_x the x of the curve, further than the slider
 * @property {Float64Array} curve f there
 */

/** @typedef {{header: SweepHeader, blocks: SweepBlocks}} Sweep */

/** @typedef {"dx"|"df"|"change"|"error"} StepName */
/** @typedef {Record<StepName, number>} Step what a dx makes of f */

/**
 * Every number at one x and dx.
 * @typedef {Object} PointNumbers
 * @property {number} x
 * @property {number} value
 * @property {number} total
 * @property {number} numerical
 * @property {number} order
 * @property {number[]} inner
 * @property {number[]} slopes
 * @property {number[]} partials
 * @property {number[]} products
 * @property {Step|null} half the step of half the dx
 * @property {number[]} errors of every dx
 * @typedef {PointNumbers & Step} Point
 */

/**
 * @param {ArrayBuffer|Uint8Array} data
 * @returns {Sweep}
 */
export function sweepOf(data) {
  const { header, blocks } = unpack(data);
  return { header, blocks };
}

/**
 * @param {Sweep} sweep
 * @param {number} i which x
 * @param {number} j which dx
 * @returns {Point}
 */
export function at({ header, blocks }, i, j) {
  const { n, k, per_halving: halving } = header;
  const three = (/** @type {Float64Array} */ block) => [0, 1, 2].map((row) => block[row * n + i]);
  const step = (/** @type {number} */ column) => ({
    dx: blocks.dx[column],
    df: blocks.df[i * k + column],
    change: blocks.change[i * k + column],
    error: blocks.error[i * k + column],
  });
  return {
    x: blocks.x[i],
    value: blocks.value[i],
    total: blocks.total[i],
    numerical: blocks.numerical[i],
    order: blocks.order[i],
    inner: three(blocks.inner),
    slopes: three(blocks.slopes),
    partials: three(blocks.partials),
    products: three(blocks.products),
    ...step(j),
    half: j + halving < k ? step(j + halving) : null,
    errors: Array.from({ length: k }, (_, column) => blocks.error[i * k + column]),
  };
}

/**
 * The largest absolute value of a block, without a few outliers.
 * @param {Float64Array} values
 */
export function largest(values) {
  const sizes = Array.from(values, Math.abs)
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  if (!sizes.length) return 0;
  return sizes[Math.floor(0.97 * (sizes.length - 1))] || sizes[sizes.length - 1];
}
