// The badge: the result of Python's gradient check for the iteration on the
// screen.
import { make, setText } from "../core/elements.js";
import { listen } from "../core/events.js";
import { minus } from "../core/notation.js";
/** @import { Report } from "../types.d.ts" */

const REMEMBERED = 400; // results of this run

/** @typedef {{state: string, first: string, second: string, title: string}} Words of the badge */

/** @type {Words} */
const CHECKING = {
  state: "checking",
  first: "checking… ",
  second: "every dW, db",
  title:
    "When the picture stands still, every dW and db is compared with a numerical derivative: the loss measured after moving one parameter a little.",
};

/**
 * What a result means.
 * @param {Report} result
 * @returns {Words}
 */
function wordsOf(result) {
  const { passed, worst, sentence } = result;
  if (passed === null)
    return {
      state: "unchecked",
      first: "not checked: ",
      second: result.reason ?? "too large a batch",
      title: sentence ?? "",
    };
  const error = minus(Number(worst).toExponential(1));
  const title =
    sentence ??
    `Largest relative error ${error}, in layer ${result.worst_layer}; tolerance ${result.tolerance}.`;
  const second = `largest error ${error}`;
  if (passed) return { state: "passed", first: "✓ every dW, db checked, ", second, title };
  return { state: "failed", first: `✗ wrong in layer ${failedLayers(result)}: `, second, title };
}

/** @param {Report} result */
function failedLayers({ failed_layers, worst_layer }) {
  const layers = failed_layers?.length ? failed_layers : [worst_layer];
  return layers.length > 4 ? `${layers.slice(0, 3).join(", ")}…` : layers.join(", ");
}

export class Badge {
  /** @type {Map<string, Report>} by run and iteration */
  #results = new Map();
  #shown = ""; // run and iteration
  #moving = true;
  #badge;
  #first;
  #second;

  /** @param {Element} parent */
  constructor(parent) {
    this.#badge = make("div", "bpl-badge", parent, { "data-testid": "badge", role: "status" });
    this.#first = make("span", "", this.#badge);
    this.#second = make("span", "", this.#badge);
    this.destroy = listen("check", (report) => {
      if ("passed" in report) this.#take(report);
    });
  }

  /**
   * @param {string} run
   * @param {number} t
   * @param {boolean} moving
   */
  update(run, t, moving) {
    const shown = `${run} ${t}`;
    if (shown === this.#shown && moving === this.#moving) return;
    this.#shown = shown;
    this.#moving = moving;
    this.#write();
  }

  /** @param {Report} report */
  #take(report) {
    this.#results.set(`${report.run} ${report.iteration}`, report);
    const [oldest] = this.#results.keys();
    if (this.#results.size > REMEMBERED) this.#results.delete(oldest);
    this.#write();
  }

  #write() {
    const result = this.#moving ? undefined : this.#results.get(this.#shown);
    const { state, first, second, title } = result ? wordsOf(result) : CHECKING;
    this.#badge.dataset.state = state;
    setText(this.#first, first);
    setText(this.#second, second);
    this.#badge.title = title;
  }
}
