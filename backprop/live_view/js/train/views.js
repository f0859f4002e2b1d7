// The views, drawn together: all of them show the same frame, and a fault in one leaves the others
// alive.
import { createBoundary } from "../views/boundary.js";
import { createDiagram } from "../views/diagram.js";
import { createHeatmaps } from "../views/heatmaps.js";
import { createInspector } from "../views/inspector.js";
import { createLoss } from "../views/loss.js";
/** @import { Context } from "../types.d.ts" */
/** @import { Frame } from "../run/frame.js" */

const REST_AFTER = 160; // ms without a change before the exact, slower drawing

/**
 * @param {Record<string, HTMLElement>} cards
 * @param {Context} ctx
 * @param {(t: number|null) => void} rested told which iteration every view shows exactly, null
 *   while one is on its way
 */
export function createViews(cards, ctx, rested) {
  const views = [
    createDiagram(cards.network, ctx),
    createBoundary(cards.boundary, ctx),
    createHeatmaps(cards.gradients, ctx),
    createLoss(cards.loss, ctx),
    createInspector(cards.inspector, ctx),
  ];
  let timer = 0;

  function each(work) {
    for (const view of views) {
      try {
        work(view);
      } catch (error) {
        console.error("Backprop Lab: a view could not be drawn.", error);
      }
    }
  }

  /** One view a task, so that a click in between is heard at once. */
  function restFrom(index, frame) {
    if (index >= views.length) return rested(frame.t);
    ctx.resting = true;
    try {
      views[index].rest(frame);
    } catch (error) {
      console.error("Backprop Lab: a view could not be drawn at rest.", error);
    }
    ctx.resting = false;
    timer = setTimeout(restFrom, 0, index + 1, frame);
    return undefined;
  }

  return {
    /**
     * @param {Frame} frame
     * @param {boolean} moving
     */
    draw(frame, moving) {
      clearTimeout(timer);
      rested(null);
      each((view) => view.update(frame, { moving }));
      if (!moving) timer = setTimeout(restFrom, REST_AFTER, 0, frame);
    },
    resize: () => each((view) => view.resize()),
    destroy() {
      clearTimeout(timer);
      each((view) => view.destroy());
    },
  };
}
