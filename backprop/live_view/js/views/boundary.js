// The decision boundary. Plotly has the axes, the zoom, the hover, the clicks; whatever changes
// with every iteration is painted on one canvas behind it, at rest and in motion. Measured with 500
// points: an image swapped inside Plotly's SVG costs the browser 3.5 ms of processor time a frame,
// because the SVG is rastered again; the same image on a canvas behind it 0.7 ms. The line and the
// sizes of the points change with every frame too.
import { fitCanvas, hatching } from "../core/canvas.js";
import { make, segmented } from "../core/elements.js";
import { grouped, minus, short } from "../core/notation.js";
import {
  axis,
  axisTitle,
  baseLayout,
  CONFIG,
  drawnMapping,
  plannedMapping,
} from "../core/plotly_theme.js";
import { listenToTaps } from "../core/tap.js";
import { word } from "../core/words.js";
import { isCurve } from "../run/features.js";
import { createSaveMenu } from "../save/menu.js";
import { trainPicture } from "../save/pictures.js";
import { boundaryFigure } from "./boundary_figure.js";
import { describe } from "./boundary_key.js";
import { curveScene } from "./curve_scene.js";
import { Points, SETS } from "./plot_points.js";
import { sampleTexts } from "./sample_texts.js";
import { surfaceScene } from "./surface_scene.js";
/** @import { Context, Palette, Plotly, PlotlyElement, Run, Scene, Selected, SetName, View } from "../types.d.ts" */
/** @import { Mapping } from "../core/plotly_theme.js" */
/** @import { Frame } from "../run/frame.js" */

const MARGIN = { l: 30, r: 8, t: 4, b: 22 };
const TITLE = 16; // pixels of an axis' title
/** @type {Record<string, string>} */
const SIZES = {
  equal: "points alike",
  pull: "sized by pull",
  selected: "by pull on the selected",
};
/** @type {Record<string, number>} */
const ARROWS = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };

/**
 * What is drawn of one run in one palette.
 * @typedef {Object} Drawn
 * @property {Run} run
 * @property {Palette} palette
 * @property {Scene} scene
 * @property {Points} points
 */
/**
 * The position of the plot in the card.
 * @typedef {Object} Box
 * @property {number} width
 * @property {number} height
 * @property {{l: number, r: number, t: number, b: number}} margin
 * @property {CanvasRenderingContext2D} brush
 * @property {string|CanvasPattern} hatch
 */

/** @implements {View<Frame>} */
export class Boundary {
  /** @type {Drawn|null} */
  #drawn = null;
  /** @type {Box|null} null: to be measured */
  #box = null;
  /** @type {Frame|null} */
  #last = null;
  /** @type {string|null} the title of the unit that is shown */
  #titled = null;
  /** @type {PlotlyElement|null} once Plotly has drawn in it */
  #figure = null;
  /** @type {Run|null} the run that Plotly's part is of */
  #figureOf = null;
  #built = ""; // the state for which Plotly's part was made
  #exactFor = ""; // the picture whose numbers appear on hover
  #ctx;
  #title;
  #size;
  #showSets;
  #about;
  #stage;
  #canvas;
  #plot;
  #hole;

  /**
   * @param {HTMLElement} element the empty card
   * @param {Context} ctx
   */
  constructor(element, ctx) {
    this.element = element;
    this.#ctx = ctx;
    element.dataset.testid = "boundary";
    const head = make("div", "bpl-head", element);
    this.#title = make("h2", "", head);
    this.#size = make("select", "bpl-plot-select", head, {
      "aria-label": "Size of the points",
      title:
        "Draws all points alike, or draws points that pull harder larger: those with a longer gradient of their own in this step.",
    });
    for (const [value, text] of Object.entries(SIZES))
      make("option", "", this.#size, { value }).textContent = text;
    this.#size.addEventListener("change", () => ctx.setSetting("size", this.#size.value));
    this.#showSets = segmented(
      head,
      "Points shown",
      ["train", "test", "both"].map((name) => [name, name]),
      (name) => ctx.setSetting("points", name),
    );
    createSaveMenu(head, "decision boundary", () => this.#picture());
    this.#about = make("div", "bpl-plot-about", element);
    this.#stage = make("div", "bpl-plot", element);
    this.#canvas = make("canvas", "", this.#stage, {
      role: "img",
      tabindex: "0",
      "aria-label": "Decision boundary", // in words once it stands
    });
    this.#plot = make("div", "bpl-plotly", this.#stage);
    this.#hole = make("span", "bpl-plot-hole", this.#stage);
    this.#hole.textContent = "not computed";
    this.#hole.hidden = true;
    this.#listen();
  }

  /** @param {Frame} frame */
  update(frame) {
    this.#draw(frame);
    // The hover texts belong to the last picture at rest: hide them until they are exact again.
    const stale = String(this.#exactFor.split("|")[0] !== this.#keyOf(frame));
    if (this.#stage.dataset.stale !== stale) this.#stage.dataset.stale = stale;
  }

  /** @param {Frame} frame */
  rest(frame) {
    const { drawn } = this.#draw(frame);
    const label = minus(inWords(drawn, frame));
    if (this.#canvas.getAttribute("aria-label") !== label)
      this.#canvas.setAttribute("aria-label", label);
    this.#writeNumbers(drawn, frame);
  }

  resize() {
    this.#box = null;
    if (this.#last) this.update(this.#last);
  }

  destroy() {
    this.#ctx.Plotly?.purge(this.#plot);
    this.element.replaceChildren();
  }

  #listen() {
    listenToTaps(
      this.#stage,
      () => (this.#drawn && this.#box ? this.#mapping(this.#drawn, this.#box) : null),
      (x, y) => {
        if (!this.#drawn || !this.#box) return;
        const map = this.#mapping(this.#drawn, this.#box);
        const hit = this.#drawn.points.nearest(map, this.#ctx.settings.points, x, y);
        if (hit) this.#ctx.select(hit);
      },
    );
    this.#canvas.addEventListener("keydown", (event) => {
      const by = ARROWS[event.key];
      if (!by || !this.#last) return;
      event.preventDefault();
      event.stopPropagation(); // the page's own arrow keys step the iteration
      this.#selectNext(this.#last, by);
    });
  }

  /**
   * Arrow keys go through the samples of the batch.
   * @param {Frame} frame
   * @param {number} by
   */
  #selectNext({ indices }, by) {
    const s = this.#ctx.selection;
    const at = s?.kind === "point" && s.set === "train" ? indices.indexOf(s.index) : -1;
    const next = at < 0 ? 0 : (at + by + indices.length) % indices.length;
    this.#ctx.select({ kind: "point", set: "train", index: indices[next] });
  }

  /** @param {Frame} frame */
  #draw(frame) {
    this.#last = frame;
    const drawn = this.#prepare();
    this.#box ??= this.#measure(drawn);
    this.#showSettings();
    this.#build(drawn, this.#box);
    this.#paint(drawn, this.#box, frame);
    return { drawn, box: this.#box };
  }

  /** The scene of the run, made again for another run or palette. */
  #prepare() {
    const { run, palette } = this.#ctx;
    if (this.#drawn?.run === run && this.#drawn.palette === palette) return this.#drawn;
    const scene = isCurve(run) ? curveScene(run, palette) : surfaceScene(run, palette, this.#ctx);
    const points = new Points(run, palette, scene.places);
    const drawn = { run, palette, scene, points };
    this.#drawn = drawn;
    this.#box = null;
    this.#built = "";
    this.#exactFor = "";
    this.#titled = null;
    this.#entitle(drawn);
    describe(this.#about, run, palette, scene.kind, points);
    return drawn;
  }

  #showSettings() {
    const { size, points } = this.#ctx.settings;
    if (this.#size.value !== size) this.#size.value = size;
    this.#showSets(points);
  }

  /**
   * Write the title: the boundary, or one unit.
   * @param {Drawn} drawn
   */
  #entitle({ scene }) {
    this.#title.replaceChildren();
    if (this.#titled) this.#title.append(this.#titled);
    else if (scene.kind === "value") word(this.#title, "Prediction", "ŷ, y");
    else word(this.#title, "Decision boundary", "decision boundary");
  }

  /**
   * Fit the plot area into the card, with equal units if sensible.
   * @param {Drawn} drawn
   * @returns {Box}
   */
  #measure({ scene, palette }) {
    const width = this.element.clientWidth;
    const height = Math.max(120, this.element.clientHeight - this.#stage.offsetTop - 4);
    const [across, up] = scene.axes;
    const margin = {
      ...MARGIN,
      l: MARGIN.l + (up ? TITLE : 0),
      b: MARGIN.b + (across ? TITLE : 0),
    };
    if (scene.equal) {
      const [x0, x1, y0, y1] = scene.range;
      const [w, h] = [width - margin.l - margin.r, height - margin.t - margin.b];
      const scale = Math.min(w / (x1 - x0), h / (y1 - y0));
      const [spareX, spareY] = [w - scale * (x1 - x0), h - scale * (y1 - y0)];
      margin.l += Math.floor(spareX / 2);
      margin.r += Math.ceil(spareX / 2);
      margin.t += Math.floor(spareY / 2);
      margin.b += Math.ceil(spareY / 2);
    }
    this.#stage.style.height = `${height}px`;
    this.#built = "";
    const brush = fitCanvas(this.#canvas, width, height);
    return { width, height, margin, brush, hatch: hatching(brush, palette) };
  }

  /**
   * Plotly's figure, if it is of this run and has axes.
   * @param {Run} run
   */
  #zoomable(run) {
    return this.#figureOf === run && this.#figure?._fullLayout?.xaxis ? this.#figure : null;
  }

  /**
   * @param {Drawn} drawn
   * @param {Box} box
   * @returns {Mapping}
   */
  #mapping({ run, scene }, box) {
    const figure = this.#zoomable(run);
    return figure ? drawnMapping(figure) : plannedMapping(box, scene.range);
  }

  /**
   * @param {Drawn} drawn
   * @param {Box} box
   * @param {Frame} frame
   */
  #paint(drawn, box, frame) {
    const { scene, points } = drawn;
    const { brush, width, height } = box;
    const map = this.#mapping(drawn, box);
    brush.clearRect(0, 0, width, height);
    brush.save();
    brush.beginPath();
    brush.rect(map.left, map.top, map.width, map.height);
    brush.clip();
    brush.imageSmoothingQuality = "high";
    const unit = scene.unit?.wanted(frame) ?? null;
    const title = unit && scene.unit ? scene.unit.title(frame, unit) : null;
    if (title !== this.#titled) {
      this.#titled = title;
      this.#entitle(drawn);
    }
    const empty = !isKnown(drawn, frame) && !unit;
    if (empty) {
      brush.fillStyle = box.hatch;
      brush.fillRect(map.left, map.top, map.width, map.height);
    } else scene.paint(brush, map, frame);
    if (this.#hole.hidden === empty) this.#hole.hidden = !empty;
    const ratio = this.#canvas.width / width;
    points.paint(brush, map, this.#ctx, frame, { width, height, ratio });
    brush.restore();
  }

  /**
   * @param {Drawn} drawn
   * @param {Box} box
   */
  #layout({ run, palette, scene }, box) {
    const [x0, x1, y0, y1] = scene.range;
    const map = plannedMapping(box, scene.range);
    const [across, up] = scene.axes;
    const numbers = { nticks: 5, hoverformat: run.units ? ".4~g" : ".3f" };
    const named = (/** @type {string} */ text, /** @type {number} */ pixels) => ({
      title: { ...axisTitle(text, pixels), standoff: 2 },
    });
    const equal = { scaleanchor: "x", scaleratio: 1, constrain: "range" };
    const { width, height, margin } = box;
    return {
      ...baseLayout(this.element, palette, { width, height, margin }),
      hovermode: "closest",
      hoverdistance: 6,
      uirevision: `${run.dataset} ${scene.range}`,
      xaxis: axis(palette, false, { range: [x0, x1], ...numbers, ...named(across, map.width) }),
      yaxis: axis(palette, false, {
        range: [y0, y1],
        ...numbers,
        ...named(up, map.height),
        ...(scene.equal && equal),
      }),
    };
  }

  /**
   * Plotly's own part: only when the run, the look, the size or the shown sets change.
   * @param {Drawn} drawn
   * @param {Box} box
   */
  #build(drawn, box) {
    const { Plotly: plotly, settings } = this.#ctx;
    const key = [settings.points, box.width, box.height].join();
    if (!plotly || key === this.#built) return;
    this.#built = key;
    this.#exactFor = "";
    const { scene, points } = drawn;
    const marker = { size: 10, opacity: 0 };
    const traces = SETS.map((name) => points.trace(name, settings.points, { marker }));
    const data = [scene.trace(), ...traces];
    // The configuration once: another one, an equal one too, makes Plotly begin anew and lose the
    // zoom.
    const config = this.#figure ? undefined : CONFIG;
    void plotly.react(this.#plot, data, this.#layout(drawn, box), config);
    this.#figureOf = drawn.run;
    if (this.#figure) return;
    this.#figure = /** @type {PlotlyElement} */ (/** @type {HTMLElement} */ (this.#plot));
    this.#listenTo(this.#figure);
  }

  /** @param {PlotlyElement} figure */
  #listenTo(figure) {
    const repaint = () => {
      if (this.#drawn && this.#box && this.#last) this.#paint(this.#drawn, this.#box, this.#last);
    };
    figure.on("plotly_relayout", repaint);
    figure.on("plotly_relayouting", repaint);
    figure.on("plotly_hover", ({ points: [hit] }) => this.#ctx.hover(this.#sampleOf(hit)));
    figure.on("plotly_unhover", () => this.#ctx.hover(null));
  }

  /**
   * The sample that Plotly has found under the pointer.
   * @param {{curveNumber: number, pointNumber: number}|undefined} hit
   * @returns {Selected|null}
   */
  #sampleOf(hit) {
    const set = hit?.curveNumber ? SETS[hit.curveNumber - 1] : null; // curve 0 is the scene
    if (!hit || !set || !this.#drawn) return null;
    return { kind: "point", set, index: this.#drawn.points.sets[set].drawn[hit.pointNumber] };
  }

  /** @param {Frame} frame whose picture this names */
  #keyOf(frame) {
    return `${this.#ctx.run.id} ${frame.t} ${JSON.stringify(frame.phase)}`;
  }

  /**
   * Give Plotly the exact numbers, for hover.
   * @param {Drawn} drawn
   * @param {Frame} frame
   */
  #writeNumbers(drawn, frame) {
    const { scene, points, run } = drawn;
    const { Plotly: plotly, selection, settings } = this.#ctx;
    const key = `${this.#keyOf(frame)}|${JSON.stringify(selection)}`;
    if (!plotly || this.#figureOf !== run || this.#exactFor === key) return;
    this.#exactFor = key;
    const values = scene.values(isKnown(drawn, frame) ? frame : null);
    const texts = SETS.map((name) =>
      points.shown(name, settings.points) ? this.#texts(drawn, name, frame) : [],
    );
    // The positions of the samples, which do not change.
    const each = Object.entries(values).map(([name, value]) => [
      name,
      [value, undefined, undefined],
    ]);
    const update = { ...Object.fromEntries(each), text: [values.text, ...texts] };
    void plotly.restyle(this.#plot, update, [0, 1, 2]);
    this.#stage.dataset.stale = "false";
  }

  /**
   * @param {Drawn} drawn
   * @param {SetName} name
   * @param {Frame} frame
   */
  #texts(drawn, name, frame) {
    const { run, scene } = drawn;
    return sampleTexts(run, scene.kind, this.#ctx, name, frame, isKnown(drawn, frame));
  }

  /** The whole picture as a figure that Plotly draws alone, zoomed as it is: to be saved. */
  #picture() {
    const [drawn, box, frame] = [this.#drawn, this.#box, this.#last];
    const figure = drawn && this.#zoomable(drawn.run);
    if (!drawn || !box || !frame || !figure) return null;
    const { run, palette, scene, points } = drawn;
    const layout = this.#layout(drawn, box);
    const { xaxis, yaxis } = figure._fullLayout;
    const about = {
      run,
      palette,
      known: isKnown(drawn, frame),
      layout: {
        ...layout,
        xaxis: { ...layout.xaxis, range: [...xaxis.range] },
        yaxis: { ...layout.yaxis, range: [...yaxis.range] },
      },
      texts: (/** @type {SetName} */ name) => this.#texts(drawn, name, frame),
    };
    const name = scene.kind === "value" ? "prediction" : "decision-boundary";
    return trainPicture(this.#ctx, frame, name, this.#title.textContent ?? "", {
      figure: boundaryFigure(scene, points, this.#ctx, frame, about),
    });
  }
}

/**
 * Whether ŷ has been computed.
 * @param {Drawn} drawn
 * @param {Frame} frame
 */
const isKnown = ({ run }, frame) => frame.computed("a", run.sizes.length - 1);

/**
 * @param {Drawn} drawn
 * @param {Frame} frame
 */
function inWords({ run, scene }, { t, trainAccuracy }) {
  const right = Number.isFinite(trainAccuracy)
    ? ` Accuracy on the training samples ${trainAccuracy.toFixed(3)}.`
    : "";
  const [x0, x1, y0, y1] = scene.range.map((v) => short(v, 3));
  const what =
    scene.kind === "value"
      ? "The network's prediction"
      : "Regions of the classes and the line between them";
  return `${what} at iteration ${t}, horizontally ${x0} to ${x1}, vertically ${y0} to ${y1}, with ${grouped(run.n_train)} training samples.${right} Arrow keys select the samples of the batch.`;
}
