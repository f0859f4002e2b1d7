// Where a run's interventions are on an axis of iterations: thin amber ticks that say what they
// are.
import { make } from "../core/elements.js";
import { minus } from "../core/notation.js";
/** @import { Run } from "../types.d.ts" */

/**
 * @param {Run} run
 * @returns {{t: number, text: string}[]} what happens, iteration by iteration
 */
export function interventionsByIteration(run) {
  const found = new Map();
  for (const { iteration, text } of run.interventions)
    found.set(iteration, [...(found.get(iteration) ?? []), minus(text)]);
  return [...found].map(([t, texts]) => ({ t, text: texts.join(", ") }));
}

/**
 * All of them in a sentence, "" where there are none.
 * @param {Run} run
 */
export const interventionsSentence = (run) =>
  run.interventions.length
    ? ` Interventions: ${interventionsByIteration(run)
        .map(({ t, text }) => `${text} at iteration ${t}`)
        .join("; ")}.`
    : "";

/**
 * @param {Element} parent positioned
 * @param {(t: number) => void} goTo
 * @returns {(run: Run, place: (t: number) => number|null) => void} that puts them in place; null:
 *   not on the axis. It writes only what has moved.
 */
export function createMarks(parent, goTo) {
  let [run, ticks] = [null, []];
  return (now, place) => {
    if (run !== now) {
      run = now;
      for (const { tick } of ticks) tick.remove();
      ticks = interventionsByIteration(run).map(({ t, text }) => {
        const tick = make("i", "bpl-mark", parent, {
          title: `Iteration ${t}: ${text}`,
          "data-testid": `mark-${t}`,
        });
        tick.addEventListener("click", () => goTo(t));
        return { t, tick, at: "" };
      });
    }
    for (const mark of ticks) {
      const left = place(mark.t);
      const at = left === null ? "none" : `${left}`;
      if (mark.at === at) continue;
      mark.at = at;
      mark.tick.style.display = left === null ? "none" : "";
      if (left !== null) mark.tick.style.left = at;
    }
  };
}
