// Where a run's interventions are on an axis of iterations: thin amber ticks that say what they
// are.
import { make } from "../core/elements.js";
import { minus } from "../core/notation.js";
/** @import { Clock } from "../types.d.ts" */

/** @typedef {Pick<Clock["run"], "interventions">} Intervened */

/**
 * @param {Intervened} run
 * @returns {{t: number, text: string}[]} what happens, iteration by iteration
 */
export function interventionsByIteration(run) {
  /** @type {Map<number, string[]>} */
  const found = new Map();
  for (const { iteration, text } of run.interventions)
    found.set(iteration, [...(found.get(iteration) ?? []), minus(text)]);
  return [...found].map(([t, texts]) => ({ t, text: texts.join(", ") }));
}

/**
 * All of them in a sentence, "" where there are none.
 * @param {Intervened} run
 */
export function interventionsSentence(run) {
  if (!run.interventions.length) return "";
  const each = interventionsByIteration(run).map(({ t, text }) => `${text} at iteration ${t}`);
  return ` Interventions: ${each.join("; ")}.`;
}

export class InterventionMarks {
  /** @type {Intervened|null} */
  #run = null;
  /** @type {{t: number, tick: HTMLElement, at: string}[]} */
  #marks = [];
  #parent;
  #goTo;

  /**
   * @param {Element} parent positioned
   * @param {(t: number) => void} goTo
   */
  constructor(parent, goTo) {
    this.#parent = parent;
    this.#goTo = goTo;
  }

  /**
   * Put them in place; only what has moved is written.
   * @param {Intervened} run
   * @param {(t: number) => string|null} place what CSS has as left; null: not on the axis
   */
  put(run, place) {
    if (this.#run !== run) this.#create(run);
    for (const mark of this.#marks) {
      const at = place(mark.t) ?? "none";
      if (mark.at === at) continue;
      mark.at = at;
      mark.tick.style.display = at === "none" ? "none" : "";
      if (at !== "none") mark.tick.style.left = at;
    }
  }

  /** @param {Intervened} run */
  #create(run) {
    this.#run = run;
    for (const { tick } of this.#marks) tick.remove();
    this.#marks = interventionsByIteration(run).map(({ t, text }) => {
      const tick = make("i", "bpl-mark", this.#parent, {
        title: `Iteration ${t}: ${text}`,
        "data-testid": `mark-${t}`,
      });
      tick.addEventListener("click", () => this.#goTo(t));
      return { t, tick, at: "" };
    });
  }
}
