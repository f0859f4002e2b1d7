// The activation map of every unit: its activation at each pixel of a grid over the plane of the
// boundary.
import { ACTIVATIONS } from "./activations.js";
import { fillInputs } from "./features.js";
import { affine } from "./net.js";
/** @import { Layers, Run } from "../types.d.ts" */

/**
 * What the maps need of a run.
 * @typedef {Pick<Run, "sizes"|"activations"|"extent"|"features"|"plane_mean"|"plane_axes">} Mapped
 */

/**
 * @typedef {Object} UnitMaps
 * @property {number} resolution R pixels each way
 * @property {Float64Array} x (R,) centres of the columns, in data units
 * @property {Float64Array} y (R,) centres of the rows, falling: row 0 is the top
 * @property {Float64Array[]} a per layer (units, R·R): unit j at row r, column c is a[l][j * R * R
 *   + r * R + c]. a[0] holds the plane's two coordinates where it is a projection, otherwise the
 *   inputs
 * @property {Float64Array} z scratch
 * @property {Mapped} run whose buffers these are
 */

/**
 * The resolution of the maps: about 4 ms a frame while the picture moves.
 * @param {Pick<Mapped, "sizes"|"plane_mean"|"plane_axes">} run
 * @param {boolean} moving
 * @returns {number}
 */
export function mapResolution(run, moving) {
  const inputs = planeOf(run) ? 2 : run.sizes[0];
  let work = 0;
  for (let l = 1; l < run.sizes.length; l++) {
    const nIn = l === 1 ? inputs : run.sizes[l - 1];
    work += run.sizes[l] * (nIn + 16); // an exponential costs about 16 multiplications
  }
  for (const resolution of [64, 48, 32, 24]) {
    if (work * resolution * resolution < (moving ? 1e7 : 7e7)) return resolution;
  }
  return moving ? 16 : 32;
}

/**
 * The plane of principal components in which the inputs are shown.
 * @typedef {{mean: Float64Array, axes: Float64Array}} Plane (d,) and (2, d)
 */

/**
 * @param {Pick<Run, "plane_mean"|"plane_axes">} run
 * @returns {Plane|null} null where the inputs are the plane's own coordinates, or made of them
 */
export const planeOf = ({ plane_mean, plane_axes }) =>
  plane_mean && plane_axes ? { mean: plane_mean, axes: plane_axes } : null;

/**
 * The first layer on the plane: affine maps stay affine. x = mean + u·axes[0] + v·axes[1].
 * @param {Plane} plane
 * @param {Float64Array} W (d, nOut)
 * @param {Float64Array} b (nOut,)
 * @returns {{W: Float64Array, b: Float64Array}} W (2, nOut), b (nOut,)
 */
function projected({ mean, axes }, W, b) {
  const [d, nOut] = [mean.length, b.length];
  const out = { W: new Float64Array(2 * nOut), b: Float64Array.from(b) };
  for (let i = 0; i < d; i++) {
    for (let j = 0; j < nOut; j++) {
      const w = W[i * nOut + j];
      out.b[j] += mean[i] * w;
      out.W[j] += axes[i] * w;
      out.W[nOut + j] += axes[d + i] * w;
    }
  }
  return out;
}

/**
 * Buffers for a run at a resolution, and the grid in them.
 * @param {Mapped} run
 * @param {number} resolution
 * @returns {UnitMaps}
 */
function buffers(run, resolution) {
  const R = resolution;
  const [x0, x1, y0, y1] = run.extent;
  const x = Float64Array.from({ length: R }, (_, c) => x0 + ((c + 0.5) / R) * (x1 - x0));
  const y = Float64Array.from({ length: R }, (_, r) => y1 - ((r + 0.5) / R) * (y1 - y0));
  const inputs = planeOf(run) ? 2 : run.sizes[0];
  const a = run.sizes.map((k, l) => new Float64Array((l ? k : inputs) * R * R));
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
 * @param {Mapped} run
 * @param {Layers} layers
 * @param {number} resolution
 * @param {UnitMaps|null} [reuse]
 * @returns {UnitMaps}
 */
export function unitMaps(run, { W, b }, resolution, reuse = null) {
  const fits = reuse?.run === run && reuse.resolution === resolution;
  const maps = fits ? reuse : buffers(run, resolution);
  const n = resolution * resolution;
  const plane = planeOf(run);
  const first = plane ? projected(plane, W[1], b[1]) : { W: W[1], b: b[1] };
  for (let l = 1; l < run.sizes.length; l++) {
    const k = run.sizes[l];
    const z = maps.z.subarray(0, k * n);
    const own = l === 1 ? first : { W: W[l], b: b[l] };
    affine(own.W, own.b, maps.a[l - 1], z, n);
    ACTIVATIONS[run.activations[l - 1]].apply(z, maps.a[l], n, k);
  }
  return maps;
}

/**
 * How an input varies over the plane, for its own small map.
 * @param {Mapped} run
 * @param {UnitMaps} maps
 * @param {number} i
 * @param {Float64Array} out (R·R,) filled
 */
export function inputMap(run, maps, i, out) {
  const n = maps.resolution ** 2;
  const plane = planeOf(run);
  if (!plane) {
    out.set(maps.a[0].subarray(i * n, i * n + n));
    return;
  }
  const { mean, axes } = plane;
  const [u, v] = [axes[i], axes[mean.length + i]];
  for (let p = 0; p < n; p++) out[p] = mean[i] + u * maps.a[0][p] + v * maps.a[0][n + p];
}
