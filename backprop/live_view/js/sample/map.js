// The samples as a small map: the followed one in amber, the batch's in full colour. A click
// follows another.
import { fitCanvas } from "../core/canvas.js";
import { markPath } from "../core/class_shapes.js";
import { css } from "../core/colors.js";
import { make } from "../core/elements.js";
import { createSaveMenu } from "../save/menu.js";
import { aboutMap, mapPicture, pointColor } from "./map_figure.js";
/** @import { Palette, WalkData } from "../types.d.ts" */

const NEAR = 16; // distance in pixels within which a click hits a point
const PAD = 8;

/** @typedef {{index: number, value: number, batch: number, x: number, y: number}} Spot in pixels */

export class MapCard {
  /** @type {Spot[]} */
  #spots = [];
  /** @type {WalkData|null} */
  #shown = null;
  /** @type {Palette|null} */
  #palette = null;
  #card;
  #stage;
  #canvas;
  #about;
  #list;

  /**
   * @param {HTMLElement} card
   * @param {(index: number) => void} choose
   * @param {string} plotlyUrl
   */
  constructor(card, choose, plotlyUrl) {
    this.#card = card;
    const head = make("div", "bpl-head", card);
    make("h2", "", head).textContent = "Click a sample";
    createSaveMenu(head, "Samples", () => this.#picture(), plotlyUrl);
    this.#stage = make("div", "bsw-stage", card);
    this.#canvas = make("canvas", "", this.#stage, {
      "data-testid": "sample-map",
      role: "img",
      "aria-label":
        "The samples; the followed one is ringed. The number field above chooses by keyboard.",
    });
    this.#about = make("p", "bsw-about", card);
    this.#list = make("dl", "bsw-facts", card, { "data-testid": "sample-facts" });
    this.#canvas.addEventListener("click", (event) => {
      const spot = this.#nearest(event);
      if (spot && spot.index !== this.#shown?.sample.index) choose(spot.index);
    });
    this.#canvas.addEventListener("pointermove", (event) => {
      const spot = this.#nearest(event);
      this.#canvas.style.cursor = spot ? "pointer" : "default";
      this.#canvas.title = spot ? `sample ${spot.index + 1}` : "";
    });
  }

  /**
   * @param {WalkData} data
   * @param {Palette} palette
   */
  show(data, palette) {
    this.#shown = data;
    this.#palette = palette;
    this.#draw(data, palette);
    this.#about.textContent = aboutMap(data);
    this.#list.replaceChildren();
    for (const [word, value] of data.facts) {
      make("dt", "", this.#list).textContent = word;
      make("dd", "", this.#list).textContent = value;
    }
  }

  /**
   * @param {WalkData} data
   * @param {Palette} palette
   */
  #draw({ map, sample }, palette) {
    const { clientWidth: width, clientHeight: height } = this.#stage;
    const brush = fitCanvas(this.#canvas, width, height);
    brush.clearRect(0, 0, width, height);
    const [xmin, xmax, ymin, ymax] = map.extent;
    const scale = Math.min((width - 2 * PAD) / (xmax - xmin), (height - 2 * PAD) / (ymax - ymin));
    this.#spots = map.points.map(([index, x, y, value, batch]) => ({
      index,
      value,
      batch,
      x: width / 2 + (x - (xmin + xmax) / 2) * scale,
      y: height / 2 - (y - (ymin + ymax) / 2) * scale,
    }));
    const batchOnTop = [...this.#spots].sort((p, q) => p.batch - q.batch);
    for (const { x, y, value, batch } of batchOnTop) {
      brush.globalAlpha = batch ? 0.9 : 0.3;
      brush.fillStyle = pointColor(map, value, palette);
      markPath(brush, map.classes ? value : 0, x, y, batch ? 2.6 : 2);
      brush.fill();
    }
    brush.globalAlpha = 1;
    const own = this.#spots.find((spot) => spot.index === sample.index);
    if (!own) return;
    brush.strokeStyle = css(palette.sel);
    brush.lineWidth = 3;
    brush.beginPath();
    brush.arc(own.x, own.y, 7, 0, 2 * Math.PI);
    brush.stroke();
  }

  /**
   * The sample at the pointer; of two equally near ones, the one in the batch.
   * @param {MouseEvent} event
   */
  #nearest(event) {
    const box = this.#canvas.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    let best = NEAR;
    /** @type {Spot|null} */
    let found = null;
    for (const spot of this.#spots) {
      const distance = Math.hypot(spot.x - x, spot.y - y) - (spot.batch ? 2 : 0);
      if (distance >= best) continue;
      best = distance;
      found = spot;
    }
    return found;
  }

  #picture() {
    if (!this.#shown || !this.#palette) return null;
    return mapPicture(this.#card, this.#shown, this.#palette);
  }
}
