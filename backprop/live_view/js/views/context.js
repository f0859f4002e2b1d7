// What every view is given: the run, the colours, the options, the selection, and quantities that
// several views need of the same frame, computed once.
import { sampleGradients } from "../run/contributions.js";
import { mapResolution, unitMaps } from "../run/unit_maps.js";
import { initialSettings } from "./settings.js";
/** @import { Palette } from "../types.d.ts" */
/** @import { Frame } from "../run/frame.js" */

/**
 * @param
 *   {{redraw: () => void, setSetting: (name: string, value: any) => void, select: (selection: object|null) => void, goTo: (t: number) => void, intervene: () => void}}
 *   actions
 * @param {Palette} palette
 * @param {Promise<object>} plotly
 */
export function createContext(actions, palette, plotly) {
  // Frames of one iteration share their W whatever the phase: it is the key of what was computed
  // from it.
  const maps = { true: { W: null, value: null }, false: { W: null, value: null } };
  const parts = { W: null, value: null };
  const ctx = {
    run: null,
    store: null,
    palette,
    settings: initialSettings(),
    selection: null,
    hovered: null,
    plotly,
    Plotly: null,
    resting: false,
    present: null, // the names of the views that are presented
    setSetting: actions.setSetting,
    select: actions.select,
    goTo: actions.goTo,
    intervene: actions.intervene,
    hover(selection) {
      if (JSON.stringify(selection) === JSON.stringify(ctx.hovered)) return;
      ctx.hovered = selection;
      actions.redraw();
    },
    /**
     * Unit maps of a frame, coarser while things move where the network is large.
     * @param {Frame} frame
     */
    maps(frame) {
      const cache = maps[ctx.resting];
      if (cache.W !== frame.W[1] || cache.value.run !== ctx.run) {
        cache.value = unitMaps(ctx.run, frame, mapResolution(ctx.run, !ctx.resting), cache.value);
        cache.W = frame.W[1];
      }
      return cache.value;
    },
    /**
     * What each sample of the frame's batch adds to the gradient.
     * @param {Frame} frame
     */
    contributions(frame) {
      if (parts.W !== frame.W[1] || parts.run !== ctx.run) {
        parts.value = sampleGradients(ctx.run, frame, frame.indices);
        [parts.W, parts.run] = [frame.W[1], ctx.run];
      }
      return parts.value;
    },
  };
  return ctx;
}
