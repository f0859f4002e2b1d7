// The network of the walk, in a scroller that keeps the current move in view.
import { make } from "../core/elements.js";
import { placeColumns } from "./layout.js";
import { WalkPicture } from "./walk_picture.js";
/** @import { Move, Palette, Walk } from "../types.d.ts" */
/** @import { Layout } from "./layout.js" */
/** @import { Chosen } from "./walk_picture.js" */

const HEIGHT = 430; // where the card has none yet
const EDGE = 60; // pixels that the current move should keep from the scroller's edge

export class WalkDiagram {
  #scroller;
  #choose;

  /**
   * @param {HTMLElement} card
   * @param {Chosen} choose
   */
  constructor(card, choose) {
    this.#scroller = make("div", "bpl-scroll bsw-scroll", card, {
      "data-testid": "walk-diagram",
    });
    this.#choose = choose;
  }

  /**
   * @param {Walk} walk
   * @param {Move} move
   * @param {number} now the station
   * @param {Palette} palette
   */
  show(walk, move, now, palette) {
    const scroller = this.#scroller;
    const height = scroller.clientHeight || HEIGHT;
    const layout = placeColumns(walk, scroller.clientWidth, height);
    const picture = new WalkPicture(walk, move, now, layout, height, palette, this.#choose);
    const before = scroller.scrollLeft;
    const focused = scroller.contains(document.activeElement)
      ? document.activeElement?.getAttribute("data-mark")
      : null;
    scroller.replaceChildren(picture.root);
    const unit = /** @type {"g"} */ (`.bsw-unit[data-mark="${focused}"]`);
    if (focused) scroller.querySelector(unit)?.focus();
    scroller.scrollLeft = before;
    this.#bringIntoSight(move, layout);
  }

  /**
   * @param {Move} move
   * @param {Layout} layout
   */
  #bringIntoSight({ target, units }, { layout, width }) {
    const layer = target?.unit?.[0] ?? target?.edge?.[0] ?? units[0]?.[0];
    const { clientWidth, scrollLeft } = this.#scroller;
    if (layer === undefined || width <= clientWidth + 1) return;
    const x = layout[layer][0].x;
    if (x < scrollLeft + EDGE || x > scrollLeft + clientWidth - EDGE)
      this.#scroller.scrollLeft = x - clientWidth / 2;
  }
}
