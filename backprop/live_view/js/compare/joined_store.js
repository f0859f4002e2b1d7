// Several runs on one clock. A run that has ended stays at its last finite iteration, the others go
// on.
import { LETTERS } from "./run_style.js";
/** @import { Clock } from "../types.d.ts" */
/** @import { Frame } from "../run/frame.js" */
/** @import { TraceStore } from "../run/trace.js" */

/**
 * The iteration of a run at the clock's iteration.
 * @param {TraceStore} store
 * @param {number} t
 */
const at = (store, t) => Math.min(t, store.end);

/**
 * The state of all runs together, for the clock.
 * @implements {Clock}
 */
export class JoinedStore {
  complete = false;

  /**
   * @param {string} id of the set
   * @param {TraceStore[]} stores in the order of the set
   */
  constructor(id, stores) {
    const interventions = stores.flatMap(({ run }, k) =>
      run.interventions.map((one) => ({ ...one, text: `${LETTERS[k]} ${one.text}` })),
    );
    this.run = { id, interventions };
    this.stores = stores;
  }

  /** The last iteration that any run can show. */
  get end() {
    return Math.max(...this.stores.map((store) => store.end));
  }

  /** The last iteration that Python has computed of any run. */
  get last() {
    return Math.max(...this.stores.map((store) => store.last));
  }

  /** The divergence of all runs, null while one can go on. */
  get diverged() {
    const all = this.stores.every((store) => store.diverged);
    return all ? { sentence: "All of these runs have diverged." } : null;
  }

  /**
   * Where the next epoch of the first run begins, or where this one or the one before did.
   * @param {number} t
   * @param {1|-1} way
   */
  epochFrom(t, way) {
    return this.stores[0].epochFrom(t, way);
  }

  /**
   * Whether every run is at this iteration, or at its end.
   * @param {number} t
   */
  has(t) {
    return this.stores.every((store) => store.has(at(store, t)));
  }

  /**
   * The first iteration from t on that a run lacks, or null.
   * @param {number} t
   * @returns {number|null}
   */
  firstMissing(t) {
    const missing = this.stores
      .map((store) => store.firstMissing(t))
      .filter((value) => value !== null);
    return missing.length ? Math.min(...missing) : null;
  }

  /**
   * @param {number} t
   * @returns {Frame[]|null} of every run; null if one of them is missing
   */
  frames(t) {
    const frames = this.stores
      .map((store) => store.frame(at(store, t)))
      .filter((frame) => frame !== null);
    return frames.length === this.stores.length ? frames : null;
  }

  /**
   * The position in time, in words.
   * @param {number} t
   */
  stepName(t) {
    const epochs = this.stores.map((store) => store.batch(at(store, t)).epoch);
    const [first] = epochs;
    const same = epochs.every((epoch) => epoch === first);
    return `iteration ${t}, epoch ${first}${same ? "" : " of A"}`;
  }
}
