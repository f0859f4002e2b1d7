// The entry: Streamlit calls mount at every rerun of the component, with the same parentElement; only the
// first call builds. State of a mount is kept by its parentElement and nowhere else.
import { make } from "./canvas.js";
import { readTheme } from "./colors.js";
import { Controller } from "./controller.js";
import { loadPlotly } from "./plotly.js";

/** @typedef {{controller: Controller, component: object, data: unknown, calls: number}} Mount */
/** @type {WeakMap<Element, Mount>} */
const mounts = new WeakMap();

/**
 * @param {{parentElement: HTMLElement, data: Uint8Array|ArrayBuffer|null, setStateValue: (name: string, value: any) => void, setTriggerValue: (name: string, value: any) => void}} component
 * @param {{plotlyUrl: string}} options @returns {() => void} clean-up
 */
export function mount(component, { plotlyUrl }) {
  const parent = component.parentElement;
  const mounted = mounts.get(parent) ?? build(parent, plotlyUrl);
  mounted.component = component; // its functions belong to this rerun's fragment
  mounted.calls++;
  if (component.data && component.data !== mounted.data) {
    mounted.data = component.data;
    mounted.controller.receive(component.data);
  }
  mounted.controller.setPalette(readTheme(mounted.controller.root));
  const call = mounted.calls;
  // Streamlit may run the clean-up of an earlier call after a later one: only the last call's counts.
  return () => {
    if (mounts.get(parent) !== mounted || mounted.calls !== call) return;
    mounted.controller.destroy();
    mounts.delete(parent);
  };
}

/** @param {HTMLElement} parent @param {string} plotlyUrl @returns {Mount} */
function build(parent, plotlyUrl) {
  const root = make("div", "bpl", parent, { "data-testid": "live-view" });
  const mounted = { component: null, data: null, calls: 0, controller: null };
  mounted.controller = new Controller(root, readTheme(root), loadPlotly(plotlyUrl), {
    more: (message) => mounted.component.setTriggerValue("more", message),
    intervene: (message) => mounted.component.setTriggerValue("intervene", message),
    standing: (detail) => document.dispatchEvent(new CustomEvent("backprop:standing", { detail })),
  });
  mounts.set(parent, mounted);
  return mounted;
}
