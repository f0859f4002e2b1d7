// How large the gradient of each layer is, of all runs: a line a run over the layers, on a
// logarithmic axis.
import { fitCanvas } from "../core/canvas.js";
import { css } from "../core/colors.js";
import { make, setText } from "../core/elements.js";
import { short, sup } from "../core/notation.js";
import { axis, baseLayout, legendInside } from "../core/plotly_theme.js";
import { createSaveMenu } from "../save/menu.js";
import { comparePicture } from "../save/pictures.js";
import { LETTERS, plotlyLine, runStyle } from "./run_style.js";
/** @import { Figure, Norms, Palette, View } from "../types.d.ts" */
/** @import { Frame } from "../run/frame.js" */
/** @import { CompareController } from "./controller.js" */
/** @import { JoinedStore } from "./joined_store.js" */
/** @import { Frames } from "./views.js" */

const MARGIN = { l: 50, r: 28, t: 10, b: 22 };
const LEAST = 100; // height in pixels
const LOWEST = 1e-300; // smaller norms count as zero
const LETTER = 14; // pixels that a letter takes
const POWER = 28; // pixels between two powers of ten, at least
const NAME = 46; // pixels that the name of a layer takes

/**
 * ‖dW‖ of each layer: √ of the sum of squares.
 * @param {Frame} frame
 * @returns {number[]} from layer 1 on
 */
function normsOf(frame) {
  return frame.dW.slice(1).map((dW) => {
    let size = 0; // scaled by the largest, so that no square leaves the numbers
    for (const g of dW) if (Math.abs(g) > size) size = Math.abs(g);
    if (!(size > 0 && size < Infinity)) return size;
    let sum = 0;
    for (const g of dW) sum += (g / size) ** 2;
    return size * Math.sqrt(sum);
  });
}

/**
 * Powers of ten that hold all norms; what is seen already stays, so that nothing trembles while it
 * plays.
 * @param {Powers|null} seen
 * @param {number[][]} norms
 * @returns {Powers|null} null: nothing is above zero
 */
function widened(seen, norms) {
  const powers = norms
    .flat()
    .filter((value) => value > LOWEST)
    .map(Math.log10);
  if (!powers.length) return seen;
  const low = Math.min(seen?.low ?? Infinity, ...powers.map(Math.floor));
  const high = Math.max(seen?.high ?? -Infinity, ...powers.map(Math.ceil));
  return { low, high: Math.max(high, low + 1) };
}

/** @typedef {{low: number, high: number}} Powers of ten */
/** @typedef {{width: number, height: number}} Box in pixels */

/** @implements {View<Frames>} */
export class CompareNorms {
  element;
  #controller;
  #title;
  #stage;
  #canvas;
  #table;
  /** @type {JoinedStore|null} */
  #joined = null;
  #depth = 1; // layers of the deepest run
  /** @type {number[][]} of each run, from layer 1 on */
  #norms = [];
  /** @type {Norms|null} in full precision, from Python */
  #exact = null;
  /** @type {Powers|null} */
  #powers = null;
  /** @type {(Box & {brush: CanvasRenderingContext2D})|null} */
  #box = null;
  /** @type {Frames|null} */
  #shown = null;

  /**
   * @param {HTMLElement} element the empty card
   * @param {CompareController} controller
   */
  constructor(element, controller) {
    this.element = element;
    this.#controller = controller;
    element.dataset.testid = "norms";
    const head = make("div", "bpl-head", element);
    this.#title = make("h2", "", head);
    createSaveMenu(head, "norms of the gradients", () => this.#picture());
    this.#stage = make("div", "bpl-plot", element);
    this.#canvas = make("canvas", "", this.#stage, {
      role: "img",
      "aria-label": "Norms of the gradients",
    });
    this.#table = make("table", "bpl-hidden", element, { "data-testid": "norms-table" });
  }

  /** @param {JoinedStore} joined another set of runs */
  setRuns(joined) {
    this.#joined = joined;
    this.#powers = null;
    this.#exact = null;
    this.#depth = Math.max(...joined.stores.map(({ run }) => run.sizes.length - 1));
  }

  /** @param {Norms} norms */
  receiveExact(norms) {
    this.#exact = norms;
    if (this.#shown) this.rest(this.#shown);
  }

  /** @param {Frames} shown */
  update(shown) {
    this.#shown = shown;
    setText(this.#title, `‖dW‖ of each layer at iteration ${shown.t}`);
    this.#norms = shown.frames.map(normsOf);
    this.#powers = widened(this.#powers, this.#norms);
    this.#paint();
  }

  /** @param {Frames} shown */
  rest(shown) {
    this.update(shown);
    const { t } = shown;
    const exact = this.#exact?.iteration === t ? this.#exact.norms : {};
    const runs = this.#joined?.stores.map(({ run }) => run.id) ?? [];
    this.#norms = this.#norms.map((values, k) => exact[runs[k]] ?? values);
    this.#tabulate();
    const parts = this.#norms.map(
      (values, k) => `${LETTERS[k]} ${values.map((value) => short(value, 3)).join(", ")}`,
    );
    const what = `Norm of dW, layer by layer from the first, at iteration ${t}`;
    this.#canvas.setAttribute("aria-label", `${what}: ${parts.join("; ")}. Logarithmic axis.`);
    this.#canvas.title = parts.join("\n");
  }

  resize() {
    this.#box = null;
    if (this.#shown) this.update(this.#shown);
  }

  destroy() {
    this.element.replaceChildren();
  }

  #paint() {
    const { palette } = this.#controller;
    this.#box ??= this.#measure();
    const { width, height, brush } = this.#box;
    brush.clearRect(0, 0, width, height);
    brush.font = `12px ${getComputedStyle(this.element).fontFamily}`;
    const places = new Places(this.#box, this.#depth, this.#powers);
    paintPowers(brush, palette, places);
    paintLayers(brush, palette, places);
    const ends = this.#norms.map((values, k) => {
      paintRun(brush, palette, places, values, k);
      return { k, x: places.x(values.length) + 12, y: places.y(values[values.length - 1]) };
    });
    paintLetters(brush, palette, ends, height - MARGIN.b);
  }

  #measure() {
    const room = this.element.clientHeight - this.#stage.offsetTop - 4;
    const height = Math.max(LEAST, room);
    this.#stage.style.height = `${height}px`;
    const width = this.element.clientWidth;
    return { width, height, brush: fitCanvas(this.#canvas, width, height) };
  }

  /** The numbers as a table, for people who cannot see the picture. */
  #tabulate() {
    const rows = this.#norms.map((values, k) => {
      const row = make("tr", "");
      make("th", "", row, { scope: "row" }).textContent = LETTERS[k];
      values.forEach((value, p) => {
        const cell = make("td", "", row, {
          "data-testid": `norm-${LETTERS[k]}-${p + 1}`,
          "data-value": String(value),
        });
        cell.textContent = short(value, 4);
      });
      return row;
    });
    this.#table.replaceChildren(...rows);
  }

  #picture() {
    if (!this.#shown || !this.#box) return null;
    const figure = this.#figure(this.#box);
    const { palette } = this.#controller;
    return comparePicture(palette, this.#shown.t, "gradient-norms", "‖dW‖ of each layer", {
      figure,
    });
  }

  /**
   * The same for Plotly, with the numbers to hover.
   * @param {Box} box
   * @returns {Figure}
   */
  #figure(box) {
    const { palette } = this.#controller;
    const data = this.#norms.map((values, k) => ({
      type: "scatter",
      mode: "lines+markers",
      name: LETTERS[k],
      x: values.map((_, p) => p + 1),
      y: values,
      line: plotlyLine(k, palette),
      hovertemplate: `${LETTERS[k]}, layer %{x}: %{y:.6~g}<extra></extra>`,
    }));
    const title = { text: "layer", standoff: 4 };
    const layout = {
      ...baseLayout(this.element, palette, { ...box, margin: { ...MARGIN, l: 64, b: 40 } }),
      ...legendInside(palette),
      hovermode: "closest",
      xaxis: axis(palette, false, { range: [0.5, this.#depth + 0.5], dtick: 1, title }),
      yaxis: axis(palette, true, {
        type: "log",
        autorange: true,
        nticks: 6,
        exponentformat: "power",
      }),
    };
    return { data, layout };
  }
}

/** Positions of layers and norms in the picture. */
class Places {
  width;
  height;

  /**
   * @param {Box} box
   * @param {number} depth layers
   * @param {Powers|null} powers
   */
  constructor(box, depth, powers) {
    this.box = box;
    this.depth = depth;
    this.powers = powers;
    /** of the plot area */
    this.width = box.width - MARGIN.l - MARGIN.r;
    this.height = box.height - MARGIN.t - MARGIN.b;
  }

  /** @param {number} l the layer */
  x(l) {
    return MARGIN.l + ((l - 1 + 0.5) / this.depth) * this.width;
  }

  /** @param {number} value the norm; zero lies at the bottom */
  y(value) {
    const floor = MARGIN.t + this.height;
    if (!this.powers || !(value > LOWEST)) return floor;
    const { low, high } = this.powers;
    return floor - (this.height * (Math.log10(value) - low)) / (high - low);
  }
}

/**
 * A line at every power of ten, as far as there is room.
 * @param {CanvasRenderingContext2D} brush
 * @param {Palette} palette
 * @param {Places} places
 */
function paintPowers(brush, palette, places) {
  if (!places.powers) return;
  const { low, high } = places.powers;
  brush.fillStyle = css(palette.mute);
  brush.strokeStyle = css(palette.line);
  brush.lineWidth = 1;
  brush.textAlign = "right";
  brush.textBaseline = "middle";
  const most = Math.max(1, Math.floor(places.height / POWER));
  const step = Math.max(1, Math.ceil((high - low) / most));
  for (let power = high; power >= low; power -= step) {
    const y = Math.round(places.y(10 ** power)) + 0.5;
    brush.beginPath();
    brush.moveTo(MARGIN.l, y);
    brush.lineTo(MARGIN.l + places.width, y);
    brush.stroke();
    brush.fillText(`10${power < 0 ? "⁻" : ""}${sup(Math.abs(power))}`, MARGIN.l - 6, y);
  }
}

/**
 * The names of the layers, as far as there is room.
 * @param {CanvasRenderingContext2D} brush
 * @param {Palette} palette
 * @param {Places} places
 */
function paintLayers(brush, palette, places) {
  const { depth, box } = places;
  brush.fillStyle = css(palette.mute);
  brush.textAlign = "center";
  brush.textBaseline = "middle";
  const every = Math.ceil((depth * NAME) / places.width);
  const brief = every > 1 || depth > 6;
  for (let l = 1; l <= depth; l += every)
    brush.fillText(brief ? `${l}` : `layer ${l}`, places.x(l), box.height - MARGIN.b + 12);
}

/**
 * @param {CanvasRenderingContext2D} brush
 * @param {Palette} palette
 * @param {Places} places
 * @param {number[]} values of each layer
 * @param {number} k which run
 */
function paintRun(brush, palette, places, values, k) {
  const { color, dash } = runStyle(k, palette);
  brush.strokeStyle = color;
  brush.fillStyle = color;
  brush.lineWidth = 1.8;
  brush.setLineDash(dash);
  brush.beginPath();
  values.forEach((value, p) => brush.lineTo(places.x(p + 1), places.y(value)));
  brush.stroke();
  brush.setLineDash([]);
  values.forEach((value, p) => {
    brush.beginPath();
    brush.arc(places.x(p + 1), places.y(value), 3, 0, 2 * Math.PI);
    brush.fill();
  });
}

/**
 * Each run's letter at the end of its line; stacked if they would overlap.
 * @param {CanvasRenderingContext2D} brush
 * @param {Palette} palette
 * @param {{k: number, x: number, y: number}[]} ends
 * @param {number} floor none is below it
 */
function paintLetters(brush, palette, ends, floor) {
  let free = -Infinity;
  const placed = ends
    .toSorted((a, b) => a.y - b.y)
    .map((end) => {
      free = Math.max(end.y, free + LETTER);
      return { ...end, y: free };
    });
  const over = Math.max(0, free - floor);
  brush.fillStyle = css(palette.ink);
  for (const { k, x, y } of placed) brush.fillText(LETTERS[k], x, y - over);
}
