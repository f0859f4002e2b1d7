// The mount of an instrument that takes bytes from Python and asks it by triggers: Train's and
// Compare's.
import { readTheme } from "./colors.js";
import { make } from "./elements.js";
import { say } from "./events.js";
import { keeping } from "./keeping.js";
import { loadPlotly } from "./plotly.js";
/** @import { Palette, Plotly, Standing } from "../types.d.ts" */
/** @import { Component, Options } from "./keeping.js" */

/**
 * An instrument: made once, then updated with Python's messages.
 * @typedef {Object} Mounted
 * @property {(data: Uint8Array) => void} receive
 * @property {(palette: Palette) => void} setPalette
 * @property {() => void} destroy
 */

/**
 * The instrument's messages to Python.
 * @typedef {Object} Python
 * @property {(message: object) => void} more asks for iterations
 * @property {(message: object) => void} intervene asks for a changed run
 * @property {(message: object) => void} picked acts on one of several runs
 * @property {(standing: Standing) => void} standing says where the picture stands
 */

/**
 * @param {string} testid of its root
 * @param {new (
 *   root: HTMLElement, palette: Palette, plotly: Promise<Plotly>, python: Python
 * ) => Mounted} Controller
 * @returns {(component: Component, options: Options) => () => void} the mount, which returns its
 *   clean-up
 */
export function mounting(testid, Controller) {
  return keeping((parent, { plotlyUrl }) => {
    const root = make("div", "bpl", parent, { "data-testid": testid, "data-plotly": plotlyUrl });
    /** @type {Component|null} */
    let component = null;
    /** @type {Uint8Array|null} what Python sent last */
    let data = null;
    const trigger = (/** @type {string} */ name) => (/** @type {object} */ message) =>
      component?.setTriggerValue(name, message);
    const controller = new Controller(root, readTheme(root), loadPlotly(plotlyUrl), {
      more: trigger("more"),
      intervene: trigger("intervene"),
      picked: trigger("picked"),
      standing: (standing) => say("standing", standing),
    });
    return {
      take(now) {
        component = now;
        if (now.data && now.data !== data) {
          data = now.data;
          controller.receive(now.data);
        }
        controller.setPalette(readTheme(root));
      },
      leave: () => controller.destroy(),
    };
  });
}
