// What every unit responds to: its activation at each pixel of a grid over the plane that the
// boundary shows.
import { ACTIVATIONS } from "./activations.js";
import { fillInputs } from "./features.js";
import { affine } from "./net.js";
/** @import { Run } from "../types.d.ts" */

/**
 * @typedef {Object} UnitMaps
 * @property {number} resolution R pixels each way
 * @property {Float64Array} x (R,) centres of the columns, in data units
 * @property {Float64Array} y (R,) centres of the rows, falling: row 0 is the top
 * @property {Float64Array[]} a per layer (units, R·R): unit j at row r, column c is a[l][j * R * R
 *   + r * R + c]. a[0] holds the plane's two coordinates where it is a projection, otherwise the
 *   inputs
 * @property {Float64Array} z scratch
 * @property {Run} run whose buffers these are
 */

/**
 * How fine the maps may be: about 4 ms a frame while it moves.
 * @param {{sizes: number[], plane: object|null}} run
 * @param {boolean} moving
 * @returns {number}
 */
export function mapResolution(run, moving) {
  let work = 0;
  for (let l = 1; l < run.sizes.length; l++) {
    const nIn = l === 1 && run.plane ? 2 : run.sizes[l - 1];
    work += run.sizes[l] * (nIn + 16); // an exponential costs about 16 multiplications
  }
  for (const resolution of [64, 48, 32, 24]) {
    if (work * resolution * resolution < (moving ? 1e7 : 7e7)) return resolution;
  }
  return moving ? 16 : 32;
}

/**
 * The first layer on the plane: affine maps stay affine. x = mean + u·axes[0] + v·axes[1].
 * @returns {{W: Float64Array, b: Float64Array}} W (2, nOut), b (nOut,)
 */
function projected(run, W, b) {
  const [d, nOut] = [run.sizes[0], b.length];
  const out = { W: new Float64Array(2 * nOut), b: Float64Array.from(b) };
  for (let i = 0; i < d; i++) {
    const [mean, u, v] = [run.plane_mean[i], run.plane_axes[i], run.plane_axes[d + i]];
    for (let j = 0; j < nOut; j++) {
      const w = W[i * nOut + j];
      out.b[j] += mean * w;
      out.W[j] += u * w;
      out.W[nOut + j] += v * w;
    }
  }
  return out;
}

/**
 * Buffers for a run at a resolution, and the grid in them.
 * @returns {UnitMaps}
 */
function buffers(run, resolution) {
  const R = resolution;
  const [x0, x1, y0, y1] = run.extent;
  const x = Float64Array.from({ length: R }, (_, c) => x0 + ((c + 0.5) / R) * (x1 - x0));
  const y = Float64Array.from({ length: R }, (_, r) => y1 - ((r + 0.5) / R) * (y1 - y0));
  const a = run.sizes.map((k, l) => new Float64Array((l ? k : run.plane ? 2 : k) * R * R));
  const across = Float64Array.from({ length: R * R }, (_, p) => x[p % R]);
  const up = Float64Array.from({ length: R * R }, (_, p) => y[Math.floor(p / R)]);
  if (run.features) fillInputs(run.features, across, up, a[0]);
  else {
    a[0].set(across);
    if (a[0].length > R * R) a[0].set(up, R * R);
  }
  return { resolution, x, y, a, z: new Float64Array(Math.max(...run.sizes.slice(1)) * R * R), run };
}

/**
 * The activation of every unit on the grid. Pass the last result as `reuse`: its arrays are written
 * again when they fit, so that a frame allocates nothing.
 * @param {Run} run
 * @param {{W: (Float64Array|null)[], b: (Float64Array|null)[]}} frame
 * @param {number} resolution
 * @param {UnitMaps|null} [reuse]
 * @returns {UnitMaps}
 */
export function unitMaps(run, frame, resolution, reuse = null) {
  const maps =
    reuse && reuse.run === run && reuse.resolution === resolution
      ? reuse
      : buffers(run, resolution);
  const n = resolution * resolution;
  for (let l = 1; l < run.sizes.length; l++) {
    const first = l === 1 && run.plane ? projected(run, frame.W[1], frame.b[1]) : null;
    const k = run.sizes[l];
    const z = maps.z.subarray(0, k * n);
    affine(first ? first.W : frame.W[l], first ? first.b : frame.b[l], maps.a[l - 1], z, n);
    ACTIVATIONS[run.activations[l - 1]].apply(z, maps.a[l], n, k);
  }
  return maps;
}

/**
 * How an input varies over the plane, for its own small map.
 * @param {Run} run
 * @param {UnitMaps} maps
 * @param {number} i
 * @param {Float64Array} out (R·R,) filled
 */
export function inputMap(run, maps, i, out) {
  const n = maps.resolution ** 2;
  if (!run.plane) return out.set(maps.a[0].subarray(i * n, i * n + n));
  const [mean, u, v] = [run.plane_mean[i], run.plane_axes[i], run.plane_axes[run.sizes[0] + i]];
  for (let p = 0; p < n; p++) out[p] = mean + u * maps.a[0][p] + v * maps.a[0][n + p];
  return undefined;
}
