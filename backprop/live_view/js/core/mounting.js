// The mount of an instrument that takes bytes from Python and asks it by triggers: Train's and
// Compare's.
import { readTheme } from "./colors.js";
import { make } from "./elements.js";
import { keeping } from "./keeping.js";
import { loadPlotly } from "./plotly.js";
/** @import { Palette } from "../types.d.ts" */
/** @import { Options } from "./keeping.js" */

/**
 * @typedef {Component} Component
 * @typedef
 *   {{root: HTMLElement, receive: (data: any) => void, setPalette: (palette: Palette) => void, destroy: () => void}}
 *   Built
 */

/**
 * @param {string} testid of its root
 * @param
 *   {new (root: HTMLElement, palette: Palette, plotly: Promise<object>, python: object) => Built}
 *   Controller python: what it can tell
 * @returns {(component: Component, options: Options) => () => void} the mount, which returns its
 *   clean-up
 */
export function mounting(testid, Controller) {
  return keeping((parent, { plotlyUrl }) => {
    const root = make("div", "bpl", parent, { "data-testid": testid, "data-plotly": plotlyUrl });
    let component = null;
    let data = null;
    const trigger = (name) => (message) => component.setTriggerValue(name, message);
    const controller = new Controller(root, readTheme(root), loadPlotly(plotlyUrl), {
      more: trigger("more"),
      intervene: trigger("intervene"),
      picked: trigger("picked"),
      standing: (detail) =>
        document.dispatchEvent(new CustomEvent("backprop:standing", { detail })),
    });
    return {
      take(now) {
        component = now;
        if (component.data && component.data !== data) {
          data = component.data;
          controller.receive(data);
        }
        controller.setPalette(readTheme(root));
      },
      leave: () => controller.destroy(),
    };
  });
}
