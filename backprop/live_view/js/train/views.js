// The views of the Train page.
import { Boundary } from "../views/boundary.js";
import { Diagram } from "../views/diagram.js";
import { Heatmaps } from "../views/heatmaps.js";
import { Inspector } from "../views/inspector.js";
import { Loss } from "../views/loss.js";
import { ViewSet } from "../views/view_set.js";
/** @import { Context } from "../types.d.ts" */
/** @import { Cards } from "../core/layout.js" */
/** @import { Frame } from "../run/frame.js" */

/**
 * @param {Cards} cards
 * @param {Context} ctx
 * @param {(t: number|null) => void} rested called with the iteration that every view shows exactly
 */
export function createViews(cards, ctx, rested) {
  const views = [
    new Diagram(cards.network, ctx),
    new Boundary(cards.boundary, ctx),
    new Heatmaps(cards.gradients, ctx),
    new Loss(cards.loss, ctx),
    new Inspector(cards.inspector, ctx),
  ];
  const finely = (/** @type {() => void} */ work) => {
    ctx.resting = true;
    try {
      work();
    } finally {
      ctx.resting = false;
    }
  };
  const set = new ViewSet(() => views, rested, finely);
  return {
    /**
     * @param {Frame} frame
     * @param {boolean} moving
     */
    draw: (frame, moving) => set.draw(frame.t, frame, moving),
    resize: () => set.resize(),
    destroy: () => set.destroy(),
  };
}
