// One of several runs: its letter and its differences, its boundary with the points, its numbers.
import { fitCanvas } from "../core/canvas.js";
import { css } from "../core/colors.js";
import { depart } from "../core/departure.js";
import { button, make, setText } from "../core/elements.js";
import { minus, short } from "../core/notation.js";
import { axis, axisTitle, baseLayout, plannedMapping } from "../core/plotly_theme.js";
import { isCurve } from "../run/features.js";
import { mapResolution, unitMaps } from "../run/unit_maps.js";
import { createSaveMenu } from "../save/menu.js";
import { comparePicture } from "../save/pictures.js";
import { boundaryFigure } from "../views/boundary_figure.js";
import { curveScene } from "../views/curve_scene.js";
import { Points } from "../views/plot_points.js";
import { sampleTexts } from "../views/sample_texts.js";
import { surfaceScene } from "../views/surface_scene.js";
import { answerAt } from "./answer.js";
import { LETTERS, runMark, runStyle } from "./run_style.js";
/** @import { Entry, Palette, Picturing, Run, Scene, View } from "../types.d.ts" */
/** @import { Mapping } from "../core/plotly_theme.js" */
/** @import { Frame } from "../run/frame.js" */
/** @import { TraceStore } from "../run/trace.js" */
/** @import { UnitMaps } from "../run/unit_maps.js" */
/** @import { CompareViews, Frames } from "./views.js" */

const MARGIN = { l: 4, r: 4, t: 4, b: 4 };
const ROOM = { l: 28, b: 22 }; // in a file, for the numbers at the axes
const COARSEST = 16; // pixels each way of a surface that moves

/** @typedef {"train"|"test"|"both"|"none"} PointSet */

/**
 * A place on the plane under the pointer, in data units.
 * @typedef {{x: number, y: number, picture: string}} Place picture: of which tiles
 */

/**
 * @typedef {Object} Box
 * @property {number} width in pixels
 * @property {number} height
 * @property {{l: number, r: number, t: number, b: number}} margin
 * @property {CanvasRenderingContext2D} brush
 */

/**
 * What is drawn in the palette of the page.
 * @typedef {{palette: Palette, scene: Scene, points: Points}} Dress
 */

/**
 * Equal for runs whose pictures can be laid over each other.
 * @param {Run} run
 * @returns {string}
 */
export const pictureOf = (run) =>
  JSON.stringify([run.extent, run.units, Boolean(run.plane), isCurve(run), run.n_classes]);

/** @implements {View<Frames>} */
export class Tile {
  element;
  #k;
  #store;
  #run;
  #letter;
  #picture;
  #views;
  #own;
  #remove;
  #stage;
  #canvas;
  #numbers;
  #says;
  /** @type {Picturing} */
  #picturing;
  /** @type {Dress|null} */
  #dress = null;
  /** @type {Box|null} */
  #box = null;
  /** @type {UnitMaps|null} */
  #maps = null;
  /** @type {{maps: UnitMaps, frame: Frame, pieces: number[]}|null} the line of the boundary */
  #outline = null;
  /** @type {Place|null} */
  #place = null;
  /** @type {Frame|null} */
  #frame = null;
  #t = 0; // the clock's iteration, which goes on after this run has ended

  /**
   * @param {{store: TraceStore, k: number, entry: Entry, views: CompareViews}} options k: which run
   */
  constructor({ store, k, entry, views }) {
    this.#store = store;
    this.#run = store.run;
    this.#k = k;
    this.#letter = LETTERS[k];
    this.#picture = pictureOf(store.run);
    this.#views = views;
    this.element = make("section", "bpl-card bpl-run", null, {
      "aria-label": `Run ${this.#letter}`,
      "data-testid": `tile-${this.#letter}`,
    });
    const head = make("div", "bpl-run-head", this.element);
    runMark(head, k);
    this.#own = make("div", "bpl-run-own", head);
    this.#remove = this.#createButtons(head);
    createSaveMenu(head, `run ${this.#letter}`, () => this.#toSave());
    this.#stage = make("div", "bpl-plot bpl-run-stage", this.element);
    this.#canvas = make("canvas", "", this.#stage, { role: "img" });
    this.#numbers = this.#createNumbers();
    this.#says = make("div", "bpl-run-says", this.element, {
      "data-testid": `${this.#letter}-says`,
    });
    this.#picturing = this.#createPicturing();
    this.#canvas.addEventListener("pointermove", (event) => views.point(this.#placeAt(event)));
    this.#canvas.addEventListener("pointerleave", () => views.point(null));
    this.describe(entry);
  }

  /** @param {Entry} entry Python's data on the run */
  describe({ own, full, only }) {
    this.#own.replaceChildren();
    for (const [label, value] of own) {
      const chip = make("span", "bpl-run-chip", this.#own);
      chip.append(`${label} `);
      make("b", "", chip).textContent = value;
    }
    if (!own.length && only) this.#own.append(full);
    this.#own.title = full;
    this.#remove.hidden = only;
  }

  /**
   * The surface of a frame, before any tile is painted: tiles draw each other's outlines.
   * @param {Frames} shown
   * @param {boolean} moving
   * @param {number} count of tiles
   */
  compute({ t, frames }, moving, count) {
    const frame = frames[this.#k];
    const fine = mapResolution(this.#run, moving);
    const shared = Math.floor(fine / Math.sqrt(Math.max(1, count / 2)));
    const R = moving ? Math.max(COARSEST, shared) : fine;
    const same = this.#frame?.W[1] === frame.W[1] && this.#frame.t === frame.t;
    this.#t = t;
    this.#frame = frame;
    if (isCurve(this.#run) || (same && this.#maps?.resolution === R)) return;
    this.#maps = unitMaps(this.#run, frame, R, this.#maps);
    this.#outline = null;
  }

  update() {
    if (!this.#frame) return;
    this.#paint(this.#frame);
    this.#tell(this.#frame);
  }

  rest() {
    if (!this.#frame) return;
    this.update();
    const { t } = this.#frame;
    const what = this.#dressed.scene.kind === "value" ? "prediction" : "decision boundary";
    const ended = t < this.#t ? ", where it ended" : "";
    const { train, test, accuracy } = this.#numbers;
    const numbers = [train, test, accuracy].map((part) => part.textContent).filter(Boolean);
    const label = `Run ${this.#letter} at iteration ${t}${ended}: ${what}. ${numbers.join(", ")}.`;
    this.#canvas.setAttribute("aria-label", minus(label));
  }

  resize() {
    this.#box = null;
    this.update();
  }

  destroy() {
    this.element.remove();
  }

  /**
   * Mark a place on the plane.
   * @param {Place|null} place
   */
  point(place) {
    this.#place = place?.picture === this.#picture ? place : null;
    if (this.#box) this.update();
  }

  /**
   * The line of the boundary in pieces of four numbers each, in data units; computed when another
   * tile asks.
   * @returns {number[]}
   */
  get pieces() {
    const { scene } = this.#dressed;
    const [maps, frame] = [this.#maps, this.#frame];
    if (!maps || !frame || !scene.lines) return [];
    if (this.#outline?.maps !== maps || this.#outline.frame.W[1] !== frame.W[1]) {
      /** @type {number[]} */
      const pieces = [];
      scene.lines(maps, (...piece) => pieces.push(...piece));
      this.#outline = { maps, frame, pieces };
    }
    return this.#outline.pieces;
  }

  /** @param {Element} head */
  #createButtons(head) {
    const pick = (/** @type {"open"|"remove"} */ action) => {
      const { controller } = this.#views;
      controller.python.picked({ action, run: this.#run.id, iteration: controller.t });
      if (action === "open") depart(); // to Train
    };
    const letter = this.#letter;
    const quiet = "bpl-quiet";
    const open = button(head, `Open ${letter} on the Train page`, () => pick("open"), {
      text: "open",
      className: quiet,
    });
    open.title =
      "Goes to the Train page with this run, at this iteration. Undo there brings yours back.";
    const remove = button(head, `Remove ${letter}`, () => pick("remove"), {
      sign: "×",
      className: quiet,
    });
    remove.title = "Takes this run out of the comparison. Undo brings it back.";
    return remove;
  }

  #createNumbers() {
    const foot = make("div", "bpl-run-foot", this.element);
    const number = (/** @type {string} */ name) =>
      make("span", `bpl-run-${name}`, foot, { "data-testid": `${this.#letter}-${name}` });
    return { train: number("train"), test: number("test"), accuracy: number("accuracy") };
  }

  /**
   * What the scene and the points are drawn with.
   * @returns {Picturing}
   */
  #createPicturing() {
    const views = this.#views;
    return {
      settings: {
        get points() {
          return views.points;
        },
        size: "equal",
      },
      selection: null,
      hovered: null,
      maps: () => this.#surface,
    };
  }

  get #surface() {
    if (!this.#maps) throw new Error("The surface has not been computed.");
    return this.#maps;
  }

  /** Scene and points in the colours of the page. */
  get #dressed() {
    const { palette } = this.#views.controller;
    if (this.#dress?.palette !== palette) {
      const run = this.#run;
      const scene = isCurve(run)
        ? curveScene(run, palette)
        : surfaceScene(run, palette, this.#picturing);
      this.#dress = { palette, scene, points: new Points(run, palette, scene.places) };
    }
    return this.#dress;
  }

  /** @param {Frame} frame */
  #paint(frame) {
    const { palette, scene, points } = this.#dressed;
    this.#box ??= this.#measure(scene);
    const { width, height, brush } = this.#box;
    const map = plannedMapping(this.#box, scene.range);
    brush.clearRect(0, 0, width, height);
    brush.save();
    brush.beginPath();
    brush.rect(map.left, map.top, map.width, map.height);
    brush.clip();
    brush.imageSmoothingQuality = "high";
    scene.paint(brush, map, frame);
    const size = { width, height, ratio: this.#canvas.width / width };
    if (this.#views.points !== "none") points.paint(brush, map, this.#picturing, frame, size);
    for (const other of this.#views.othersOf(this))
      paintOutline(brush, map, other.pieces, runStyle(other.#k, palette), palette);
    if (this.#place) paintRing(brush, map, this.#place, palette);
    brush.restore();
  }

  /**
   * @param {Scene} scene
   * @returns {Box}
   */
  #measure({ range }) {
    const { clientWidth: width, clientHeight: height } = this.#stage;
    const brush = fitCanvas(this.#canvas, width, height);
    if (isCurve(this.#run)) return { width, height, margin: MARGIN, brush };
    const [w, h] = [width - MARGIN.l - MARGIN.r, height - MARGIN.t - MARGIN.b];
    const [x0, x1, y0, y1] = range;
    const scale = Math.min(w / (x1 - x0), h / (y1 - y0)); // a small picture keeps its aspect ratio
    const spareX = Math.max(0, w - scale * (x1 - x0)) / 2;
    const spareY = Math.max(0, h - scale * (y1 - y0)) / 2;
    const { l, r, t, b } = MARGIN;
    const margin = { l: l + spareX, r: r + spareX, t: t + spareY, b: b + spareY };
    return { width, height, margin, brush };
  }

  /** @param {Frame} frame */
  #tell({ trainLoss, testLoss, trainAccuracy, testAccuracy }) {
    const tested = this.#run.n_test > 0;
    const { train, test, accuracy } = this.#numbers;
    const right = tested ? testAccuracy : trainAccuracy;
    put(train, `train ${short(trainLoss, 4)}`, trainLoss);
    put(test, tested ? `test ${short(testLoss, 4)}` : "", testLoss);
    put(accuracy, Number.isFinite(right) ? `accuracy ${right.toFixed(3)}` : "", right);
    const end = this.#endInWords();
    setText(this.#says, end || this.#answer());
    this.#says.classList.toggle("is-bad", end !== "");
  }

  /** @returns {string} "" while the run goes on */
  #endInWords() {
    const { diverged, last } = this.#store;
    if (!diverged || this.#views.controller.t < last) return "";
    return `Diverged at ${diverged.iteration} in layer ${diverged.layer}; stays at ${last}.`;
  }

  /** @returns {string} this network's output at the pointer; "" without a pointer */
  #answer() {
    return this.#place && this.#frame ? answerAt(this.#run, this.#frame, this.#place) : "";
  }

  /**
   * @param {PointerEvent} event
   * @returns {Place|null}
   */
  #placeAt({ offsetX, offsetY }) {
    if (!this.#box || !this.#frame) return null;
    const { range } = this.#dressed.scene;
    const map = plannedMapping(this.#box, range);
    const [x0, x1, y0, y1] = range;
    const [px, py] = [(offsetX - map.left) / map.width, (offsetY - map.top) / map.height];
    if (px < 0 || px > 1 || py < 0 || py > 1) return null;
    return { x: x0 + px * (x1 - x0), y: y1 - py * (y1 - y0), picture: this.#picture };
  }

  #toSave() {
    if (!this.#frame || !this.#box) return null;
    const parts = [...this.#own.children].map((part) => part.textContent).join(", ");
    const title = `Run ${this.#letter} (${parts || this.#own.textContent})`;
    const figure = this.#figure(this.#frame, this.#box);
    const name = `boundary-${this.#letter}`;
    return comparePicture(this.#dressed.palette, this.#frame.t, name, title, { figure });
  }

  /**
   * @param {Frame} frame
   * @param {Box} box
   */
  #figure(frame, { width, height, margin }) {
    const { palette, scene, points } = this.#dressed;
    const run = this.#run;
    const [x0, x1, y0, y1] = scene.range;
    const titled = (/** @type {string} */ text, /** @type {number} */ size) => ({
      title: { ...axisTitle(text, size - 60), standoff: 2 },
    });
    const roomy = { ...margin, l: margin.l + ROOM.l, b: margin.b + ROOM.b };
    const layout = {
      ...baseLayout(this.element, palette, { width, height, margin: roomy }),
      hovermode: "closest",
      xaxis: axis(palette, false, { range: [x0, x1], nticks: 5, ...titled(scene.axes[0], width) }),
      yaxis: axis(palette, false, { range: [y0, y1], nticks: 5, ...titled(scene.axes[1], height) }),
    };
    const picturing = this.#picturing;
    return boundaryFigure(scene, points, picturing, frame, {
      run,
      palette,
      known: true,
      layout,
      texts: (name, of) => sampleTexts(run, scene.kind, picturing, name, of, true),
    });
  }
}

/**
 * @param {HTMLElement} element
 * @param {string} text
 * @param {number} value
 */
function put(element, text, value) {
  setText(element, text);
  element.dataset.value = String(value);
}

/**
 * The boundary of another run: a thin line in its own style, light around it.
 * @param {CanvasRenderingContext2D} brush
 * @param {Mapping} map
 * @param {number[]} pieces
 * @param {{color: string, dash: number[]}} style
 * @param {Palette} palette
 */
function paintOutline(brush, map, pieces, { color, dash }, palette) {
  const [sx, ox] = [map.x(1) - map.x(0), map.x(0)];
  const [sy, oy] = [map.y(1) - map.y(0), map.y(0)];
  brush.beginPath();
  for (let p = 0; p < pieces.length; p += 4) {
    brush.moveTo(ox + pieces[p] * sx, oy + pieces[p + 1] * sy);
    brush.lineTo(ox + pieces[p + 2] * sx, oy + pieces[p + 3] * sy);
  }
  brush.lineWidth = 3;
  brush.strokeStyle = css(palette.card, 0.6);
  brush.stroke();
  brush.setLineDash(dash.length ? [3, 2] : []);
  brush.lineWidth = 1;
  brush.strokeStyle = color;
  brush.stroke();
  brush.setLineDash([]);
}

/**
 * A ring around the marked place.
 * @param {CanvasRenderingContext2D} brush
 * @param {Mapping} map
 * @param {Place} place
 * @param {Palette} palette
 */
function paintRing(brush, map, { x, y }, palette) {
  brush.beginPath();
  brush.arc(map.x(x), map.y(y), 5, 0, 2 * Math.PI);
  brush.lineWidth = 4;
  brush.strokeStyle = css(palette.card);
  brush.stroke();
  brush.lineWidth = 2;
  brush.strokeStyle = css(palette.sel);
  brush.stroke();
}
