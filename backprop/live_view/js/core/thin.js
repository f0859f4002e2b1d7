// Thins long curves for drawing: each stretch keeps its lowest and highest value, so that no spike
// is lost.

const MOST = 4000; // points of a curve

/**
 * @param {Float64Array} values one an iteration
 * @returns {{x: number[], y: (number|null)[]}} null where it is not a number
 */
export function thinned(values) {
  const n = values.length;
  const at = (/** @type {number} */ t) => (Number.isFinite(values[t]) ? values[t] : null);
  if (n <= MOST)
    return { x: Array.from(values, (_, t) => t), y: Array.from(values, (_, t) => at(t)) };
  /** @type {number[]} */
  const x = [];
  /** @type {(number|null)[]} */
  const y = [];
  const stretches = MOST / 2;
  for (let k = 0; k < stretches; k++) {
    const [first, end] = [Math.floor((k * n) / stretches), Math.floor(((k + 1) * n) / stretches)];
    let [low, high] = [first, first];
    for (let t = first + 1; t < end; t++) {
      if (values[t] < values[low] || !(values[low] < Infinity)) low = t;
      if (values[t] > values[high] || !(values[high] > -Infinity)) high = t;
    }
    for (const t of low === high ? [low] : [Math.min(low, high), Math.max(low, high)]) {
      x.push(t);
      y.push(at(t));
    }
  }
  if (x[x.length - 1] !== n - 1) {
    x.push(n - 1);
    y.push(at(n - 1));
  }
  return { x, y };
}
