// The list of a run's interventions in the sidebar: each can be gone to or taken back. It tells the
// instrument so by document events, and the instrument tells Python.
import { button, make } from "../core/elements.js";
import { keeping } from "../core/keeping.js";
import { minus } from "../core/notation.js";

/**
 * @typedef {{iteration: number, kind: string, layer: number, i: number, j: number, text: string}}
 *   Listed
 */

const tell = (name, detail) =>
  document.dispatchEvent(new CustomEvent(`backprop:${name}`, { detail }));

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
 * @param {Listed[]} list
 */
function draw(root, list) {
  root.replaceChildren();
  for (const one of list) {
    const item = make("li", "", root);
    const text = minus(one.text);
    button(
      item,
      `Go to iteration ${one.iteration}: ${text}`,
      "",
      `${one.iteration}`,
      "bpl-when",
      () => tell("goto", one.iteration),
    );
    make("span", "", item).textContent = text;
    button(
      item,
      `Remove the intervention at iteration ${one.iteration}: ${text}`,
      "×",
      "",
      "bpl-remove",
      () => tell("remove", one),
    );
  }
}
