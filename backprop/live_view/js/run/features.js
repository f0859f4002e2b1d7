// Inputs made of a point's two coordinates: the same as backprop/data/features.py.
/** @import { FeatureName, Run } from "../types.d.ts" */

/** @type {Record<FeatureName, (a: number, b: number) => number>} */
const FEATURES = {
  x1: (a) => a,
  x2: (_, b) => b,
  x1_squared: (a) => a * a,
  x2_squared: (_, b) => b * b,
  x1x2: (a, b) => a * b,
  sin_x1: (a) => Math.sin(a),
  sin_x2: (_, b) => Math.sin(b),
};

/**
 * The inputs of points.
 * @param {FeatureName[]} names
 * @param {ArrayLike<number>} x (n,)
 * @param {ArrayLike<number>} y (n,)
 * @param {Float64Array} out (names, n), filled
 */
export function fillInputs(names, x, y, out) {
  const n = x.length;
  names.forEach((name, i) => {
    const value = FEATURES[name];
    for (let p = 0; p < n; p++) out[i * n + p] = value(x[p], y[p]);
  });
}

/**
 * The positions of a set's samples in the picture, which are not always their inputs.
 * @param {Run} run
 * @param {"train"|"test"} set
 * @returns {{points: ArrayLike<number>, d: number}} d numbers a sample
 */
export function placesOf(run, set) {
  const points = set === "test" ? run.P_test : run.P_train;
  return points
    ? { points, d: 2 }
    : { points: set === "test" ? run.X_test : run.X_train, d: run.sizes[0] };
}

/**
 * Whether the picture is a curve over one input.
 * @param {Run} run
 */
export const isCurve = (run) => run.sizes[0] === 1 && !run.features;
