// The list of a run's interventions in the sidebar: each can be gone to or taken back. It tells the
// instrument so by document events, and the instrument tells Python.
import { make } from "./canvas.js";
import { minus } from "./notation.js";
import { button } from "./transport.js";

/** @typedef {{iteration: number, kind: string, layer: number, i: number, j: number, text: string}} Listed */
/** @type {WeakMap<Element, {root: HTMLElement, drawn: string}>} */
const mounts = new WeakMap();

const tell = (name, detail) => document.dispatchEvent(new CustomEvent(`backprop:${name}`, { detail }));

/** @param {any} component as Streamlit hands it over, data: {list: Listed[]} @returns {() => void} clean-up */
export function mountInterventions(component) {
  const parent = component.parentElement;
  let mounted = mounts.get(parent);
  if (!mounted) {
    mounted = { root: make("ul", "bpl-interventions", parent, { "aria-label": "Interventions", "data-testid": "interventions" }), drawn: "" };
    mounts.set(parent, mounted);
  }
  const drawn = JSON.stringify(component.data.list);
  if (mounted.drawn === drawn) return () => {};
  mounted.drawn = drawn;
  mounted.root.replaceChildren();
  for (const one of component.data.list) {
    const item = make("li", "", mounted.root);
    const text = minus(one.text);
    button(item, `Go to iteration ${one.iteration}: ${text}`, "", `${one.iteration}`, "bpl-when", () => tell("goto", one.iteration));
    make("span", "", item).textContent = text;
    button(item, `Remove the intervention at iteration ${one.iteration}: ${text}`, "×", "", "bpl-remove", () => tell("remove", one));
  }
  return () => {};
}
