// The list of a run's interventions in the sidebar: each can be gone to or taken back. It tells the
// instrument so by document events, and the instrument tells Python.
import { button, make } from "../core/elements.js";
import { say } from "../core/events.js";
import { keeping } from "../core/keeping.js";
import { minus } from "../core/notation.js";
/** @import { Intervention } from "../types.d.ts" */

export const mountInterventions = keeping((parent) => {
  const root = make("ul", "bpl-interventions", parent, {
    "aria-label": "Interventions",
    "data-testid": "interventions",
  });
  let drawn = "";
  return {
    take({ data: { list } }) {
      if (drawn === JSON.stringify(list)) return;
      drawn = JSON.stringify(list);
      draw(root, list);
    },
    leave: () => root.remove(),
  };
});

/**
 * @param {HTMLElement} root
 * @param {Intervention[]} list
 */
function draw(root, list) {
  root.replaceChildren();
  for (const one of list) {
    const item = make("li", "", root);
    const when = String(one.iteration);
    const text = minus(one.text);
    button(item, `Go to iteration ${when}: ${text}`, () => say("goto", one.iteration), {
      text: when,
      className: "bpl-when",
    });
    make("span", "", item).textContent = text;
    const name = `Remove the intervention at iteration ${when}: ${text}`;
    button(item, name, () => say("remove", one), { sign: "×", className: "bpl-remove" });
  }
}
