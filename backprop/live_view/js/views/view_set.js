// The views, drawn together: all of them show the same. A fault in one leaves the others alive: its
// card says what went wrong, until it can be drawn again.
import { make, setText } from "../core/elements.js";
/** @import { View } from "../types.d.ts" */

const REST_AFTER = 160; // ms without a change before the exact, slower drawing

/**
 * Shown is what the views are drawn of: a frame, or a frame of every run.
 * @template Shown
 */
export class ViewSet {
  #timer = 0;
  /** @type {Map<View<Shown>, HTMLElement>} sentences on the cards of views that cannot be drawn */
  #faults = new Map();
  #views;
  #rested;
  #finely;

  /**
   * @param {() => View<Shown>[]} views those that are there now, in order
   * @param {(t: number|null) => void} rested called with the iteration that every view shows exactly, null
   *   while one is on its way
   * @param {(work: () => void) => void} [finely] does what is done at rest
   */
  constructor(views, rested, finely = (work) => work()) {
    this.#views = views;
    this.#rested = rested;
    this.#finely = finely;
  }

  /**
   * @param {number} t
   * @param {Shown} shown
   * @param {boolean} moving
   * @param {(view: View<Shown>) => void} [prepare] done with all of them before the first is drawn
   */
  draw(t, shown, moving, prepare = () => {}) {
    clearTimeout(this.#timer);
    this.#rested(null);
    const prepared = this.#views().filter((view) => this.#attempt(view, () => prepare(view)));
    const drawn = prepared.filter((view) => this.#attempt(view, () => view.update(shown, moving)));
    for (const view of drawn) this.#heal(view);
    if (!moving) this.#timer = setTimeout(() => this.#rest(prepared, t, shown), REST_AFTER);
  }

  resize() {
    for (const view of this.#views()) this.#attempt(view, () => view.resize());
  }

  destroy() {
    clearTimeout(this.#timer);
    for (const view of this.#views()) this.#attempt(view, () => view.destroy());
  }

  /**
   * One view a task, so that a click in between is heard at once.
   * @param {View<Shown>[]} views that are to come
   * @param {number} t
   * @param {Shown} shown
   */
  #rest(views, t, shown) {
    const [view, ...others] = views;
    if (!view) {
      this.#rested(t);
      return;
    }
    this.#attempt(view, () => this.#finely(() => view.rest(shown)));
    this.#timer = setTimeout(() => this.#rest(others, t, shown), 0);
  }

  /**
   * Do something with a view. Where that fails, its card says so, and nothing else is disturbed.
   * @param {View<Shown>} view
   * @param {() => void} work
   * @returns {boolean} whether it went well
   */
  #attempt(view, work) {
    try {
      work();
      return true;
    } catch (error) {
      this.#tell(view, error);
      return false;
    }
  }

  /**
   * @param {View<Shown>} view
   * @param {unknown} error
   */
  #tell(view, error) {
    let sentence = this.#faults.get(view);
    if (!sentence) {
      console.error("Backprop Lab: a view could not be drawn.", error); // once, not with every frame
      sentence = make("p", "bpl-fault", view.element, { "data-testid": "fault", role: "status" });
      this.#faults.set(view, sentence);
    }
    const reason = error instanceof Error ? error.message : String(error);
    setText(sentence, `This view cannot be drawn: ${reason}. The others go on.`);
  }

  /** @param {View<Shown>} view that could be drawn */
  #heal(view) {
    this.#faults.get(view)?.remove();
    this.#faults.delete(view);
  }
}
