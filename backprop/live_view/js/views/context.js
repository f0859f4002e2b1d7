// The context of every view: the run, the colours, the options, the selection, and quantities of a
// frame that several views need, computed once.
import { sampleGradients } from "../run/contributions.js";
import { mapResolution, unitMaps } from "../run/unit_maps.js";
import { initialSettings } from "./settings.js";
/** @import { Context, Palette, Plotly } from "../types.d.ts" */
/** @import { Contributions } from "../run/contributions.js" */
/** @import { Frame } from "../run/frame.js" */
/** @import { UnitMaps } from "../run/unit_maps.js" */

/**
 * The controller's services for the views.
 * @typedef {Pick<Context, "setSetting"|"select"|"goTo"|"intervene"> & {redraw: () => void}} Actions
 */

/**
 * @param {Actions} actions
 * @param {Palette} palette
 * @param {Promise<Plotly>} plotly
 * @returns {Context} run and store are set before the first view is made
 */
export function createContext({ redraw, ...actions }, palette, plotly) {
  const maps = { fine: new Cached(), coarse: new Cached() };
  const contributions = new Cached();
  /** @type {any} */
  const notYet = null;
  /** @type {Context} */
  const ctx = {
    ...actions,
    run: notYet,
    store: notYet,
    palette,
    settings: initialSettings(),
    selection: null,
    hovered: null,
    plotly,
    Plotly: null,
    resting: false,
    present: null,
    hover(selection) {
      if (JSON.stringify(selection) === JSON.stringify(ctx.hovered)) return;
      ctx.hovered = selection;
      redraw();
    },
    maps(frame) {
      const { run, resting } = ctx;
      /** @type {Cached<UnitMaps>} */
      const cached = resting ? maps.fine : maps.coarse;
      const compute = (/** @type {UnitMaps|null} */ last) =>
        unitMaps(run, frame, mapResolution(run, !resting), last);
      return cached.of(frame, run, compute);
    },
    contributions(frame) {
      const { run } = ctx;
      const compute = () => sampleGradients(run, frame, frame.indices);
      return contributions.of(frame, run, compute);
    },
  };
  return ctx;
}

/**
 * The last result. Frames of one iteration share their W in all phases, so W is the key.
 * @template Value
 */
class Cached {
  /** @type {Value|null} */
  #value = null;
  /** @type {Float64Array|null} */
  #W = null;
  /** @type {object|null} */
  #run = null;

  /**
   * @param {Frame} frame
   * @param {object} run
   * @param {(last: Value|null) => Value} compute may write over the last value
   * @returns {Value}
   */
  of(frame, run, compute) {
    if (this.#value === null || this.#W !== frame.W[1] || this.#run !== run) {
      this.#value = compute(this.#value);
      this.#W = frame.W[1];
      this.#run = run;
    }
    return this.#value;
  }
}
