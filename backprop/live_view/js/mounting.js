// Streamlit calls a component's mount at every rerun, with the same parentElement; only the first call builds.
// State of a mount is kept by its parentElement and nowhere else.
import { make } from "./canvas.js";
import { readTheme } from "./colors.js";
import { loadPlotly } from "./plotly.js";

/**
 * @typedef {{root: HTMLElement, receive: (data: any) => void, setPalette: (palette: object) => void, destroy: () => void}} Built
 * @typedef {{controller: Built, component: object, data: unknown, calls: number}} Mount
 * @typedef {{parentElement: HTMLElement, data: Uint8Array|ArrayBuffer|null, setStateValue: (name: string, value: any) => void, setTriggerValue: (name: string, value: any) => void}} Component
 */

/** The mount of an instrument that takes bytes from Python and asks it by triggers.
 * @param {string} testid of its root
 * @param {new (root: HTMLElement, palette: object, plotly: Promise<object>, python: object) => Built} Controller python: what it can tell
 * @returns {(component: Component, options: {plotlyUrl: string}) => () => void} the mount, which returns its clean-up */
export function mounting(testid, Controller) {
  /** @type {WeakMap<Element, Mount>} */
  const mounts = new WeakMap();

  function build(parent, plotlyUrl) {
    const root = make("div", "bpl", parent, { "data-testid": testid });
    const mounted = { component: null, data: null, calls: 0, controller: null };
    mounted.controller = new Controller(root, readTheme(root), loadPlotly(plotlyUrl), {
      more: (message) => mounted.component.setTriggerValue("more", message),
      intervene: (message) => mounted.component.setTriggerValue("intervene", message),
      picked: (message) => mounted.component.setTriggerValue("picked", message),
      standing: (detail) => document.dispatchEvent(new CustomEvent("backprop:standing", { detail })),
    });
    mounts.set(parent, mounted);
    return mounted;
  }

  return (component, { plotlyUrl }) => {
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
  };
}
