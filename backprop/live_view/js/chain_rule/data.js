// A sweep as Python sent it: every number at a place of the two sliders.
import { unpack } from "../run/trace.js";

export const NAMES = ["t", "u", "v"];

/** @typedef {ReturnType<typeof at>} Point every number at one x and dx */

/**
 * @param {ArrayBuffer|Uint8Array} data
 * @returns {{header: any, blocks: Record<string, Float64Array>}}
 */
export function sweepOf(data) {
  const { header, blocks } = unpack(data);
  return { header, blocks };
}

/**
 * @param {{header: any, blocks: Record<string, Float64Array>}} sweep
 * @param {number} i which x
 * @param {number} j which dx
 */
export function at({ header, blocks: b }, i, j) {
  const { n, k, per_halving: halving } = header;
  const three = (block) => [0, 1, 2].map((row) => block[row * n + i]);
  const step = (column) => ({
    dx: b.dx[column],
    df: b.df[i * k + column],
    change: b.change[i * k + column],
    error: b.error[i * k + column],
  });
  const half = j + halving < k ? step(j + halving) : null;
  return {
    x: b.x[i],
    value: b.value[i],
    total: b.total[i],
    numerical: b.numerical[i],
    order: b.order[i],
    inner: three(b.inner),
    slopes: three(b.slopes),
    partials: three(b.partials),
    products: three(b.products),
    ...step(j),
    half,
    errors: Array.from({ length: k }, (_, column) => b.error[i * k + column]),
  };
}

/**
 * The largest size that the values of a block reach, apart from the few wildest.
 * @param {Float64Array} values
 */
export function reach(values) {
  const sizes = Array.from(values, Math.abs)
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  return sizes.length ? sizes[Math.floor(0.97 * (sizes.length - 1))] || sizes[sizes.length - 1] : 0;
}
