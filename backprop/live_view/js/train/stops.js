// Stop conditions: play pauses by itself after N iterations, at a loss, at an accuracy.
import { button, make, textOf } from "../core/elements.js";
import { short } from "../core/notation.js";
import { Popover } from "../core/popover.js";
/** @import { Run } from "../types.d.ts" */
/** @import { TraceStore } from "../run/trace.js" */

/** @typedef {{iterations: number|null, loss: number|null, accuracy: number|null}} Stops */

/**
 * Where between two iterations play has to stop, and why. A condition that holds already does not
 * stop: it has to come true.
 * @param {Stops} stops
 * @param {TraceStore} store
 * @param {number} from the iteration shown
 * @param {number} to where play would go
 * @param {number} began the iteration at which play began
 * @returns {{t: number, reason: string}|null}
 */
export function stopBetween(stops, store, from, to, began) {
  for (let t = from + 1; t <= to; t++) {
    const reason = reasonAt(stops, store, t, began);
    if (reason) return { t, reason };
  }
  return null;
}

/**
 * @param {Stops} stops
 * @param {TraceStore} store
 * @param {number} t
 * @param {number} began
 * @returns {string} "" where there is none
 */
function reasonAt(stops, store, t, began) {
  const [loss, lossBefore] = [store.historyAt(t, 0), store.historyAt(t - 1, 0)];
  const [accuracy, accuracyBefore] = [store.historyAt(t, 2), store.historyAt(t - 1, 2)];
  if (stops.iterations !== null && t - began >= stops.iterations)
    return `Stopped after ${t - began} iterations, at iteration ${t}.`;
  if (stops.loss !== null && loss <= stops.loss && lossBefore > stops.loss)
    return `Stopped at iteration ${t}: the training loss is ${short(loss, 4)}.`;
  if (stops.accuracy !== null && accuracy >= stops.accuracy && accuracyBefore < stops.accuracy)
    return `Stopped at iteration ${t}: the training accuracy is ${short(accuracy, 4)}.`;
  return "";
}

/** @type {Record<keyof Stops, {text: string, attributes: Record<string, string>}>} */
const FIELDS = {
  iterations: { text: "after this many iterations", attributes: { min: "1", step: "1" } },
  loss: { text: "when the training loss falls to", attributes: { min: "0", step: "any" } },
  accuracy: {
    text: "when the training accuracy reaches",
    attributes: { min: "0", max: "1", step: "any" },
  },
};

/**
 * @param {HTMLInputElement} field
 * @returns {number|null} null where it is empty, or makes no sense
 */
function numberIn(field) {
  const usable = field.value !== "" && !field.disabled && field.validity.valid;
  return usable ? Number(field.value) : null;
}

/** The button and its panel. */
export class StopConditions {
  #popover;
  #fields;

  /** @param {Element} parent */
  constructor(parent) {
    this.#popover = new Popover(make("span", "bpl-stops", parent), {
      name: "Stop when…",
      look: { text: "Stop when…", className: "bpl-quiet" },
      label: "Play stops by itself",
      first: () => this.#fields.iterations,
    });
    const { panel } = this.#popover;
    make("strong", "", panel).textContent = "Play stops by itself";
    this.#fields = {
      iterations: this.#createField("iterations"),
      loss: this.#createField("loss"),
      accuracy: this.#createField("accuracy"),
    };
    const feet = make("div", "bpl-feet", panel);
    button(feet, "Clear", () => this.#clear(), { text: "Clear" });
    button(feet, "Done", () => this.#popover.show(false), { text: "Done" });
    panel.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      this.#popover.show(false);
    });
  }

  /** @returns {Stops} */
  get conditions() {
    const { iterations, loss, accuracy } = this.#fields;
    return {
      iterations: numberIn(iterations),
      loss: numberIn(loss),
      accuracy: numberIn(accuracy),
    };
  }

  /** @param {Run} run */
  setRun(run) {
    this.#fields.accuracy.disabled = run.task !== "classification";
    this.#mark();
  }

  destroy() {
    this.#popover.destroy();
  }

  /** @param {keyof Stops} name */
  #createField(name) {
    const row = make("label", "", this.#popover.panel);
    row.append(FIELDS[name].text);
    const field = make("input", "", row, {
      type: "number",
      inputmode: "decimal",
      placeholder: "–",
      "data-testid": `stop-${name}`,
      ...FIELDS[name].attributes,
    });
    field.addEventListener("input", () => this.#mark());
    return field;
  }

  #clear() {
    for (const field of Object.values(this.#fields)) field.value = "";
    this.#mark();
  }

  /** Show the number of conditions on the button, and mark invalid fields. */
  #mark() {
    const count = Object.values(this.conditions).filter((value) => value !== null).length;
    textOf(this.#popover.opener).textContent = count ? `Stop when… (${count})` : "Stop when…";
    for (const field of Object.values(this.#fields))
      field.setAttribute("aria-invalid", String(!field.validity.valid));
  }
}
