// The network as a drawing: units are small maps of their activation, edges have the colour and
// width of a weight or its gradient. One canvas for the picture; real buttons on the units.
import { fitCanvas, pointIn } from "../core/canvas.js";
import { make, pointerNote, segmented, setText } from "../core/elements.js";
import { exact, selectionName, spoken, unitLabel, unitName, weightName } from "../core/notation.js";
import { createSaveMenu } from "../save/menu.js";
import { trainPicture } from "../save/pictures.js";
import { diagramDrawing, TWO_LINES } from "./diagram_drawing.js";
import { drawEdges, edgeAt, edgeStyles, edgesOf, isSelected } from "./edges.js";
import { chooseUnits, contentWidth, edgePath, linkScroll, placeUnits } from "./geometry.js";
import { drawFixed, fixedMarks } from "./fixed_marks.js";
import { UnitPainter } from "./unit_painter.js";
import { unitStrength } from "./unit_strength.js";
/** @import { Context, Palette, Run, Selected, Settings, Stretch, UnitOf, View } from "../types.d.ts" */
/** @import { Frame } from "../run/frame.js" */
/** @import { Edge } from "./edges.js" */
/** @import { Fold, Place } from "./geometry.js" */

/** @type {[Settings["edges"], string][]} */
const EDGES = [
  ["weight", "weight"],
  ["gradient", "gradient"],
];

/** @typedef {{place: Place, button: HTMLButtonElement, name: string, what: string}} UnitButton */

/**
 * The layout of one run in one palette, at one size.
 * @typedef {Object} Plan
 * @property {Run} run
 * @property {Palette} palette
 * @property {number} width
 * @property {number} height
 * @property {CanvasRenderingContext2D} brush
 * @property {UnitPainter} painter
 * @property {string} shown which units
 * @property {Place[][]} places of the shown units
 * @property {Fold[]} folds
 * @property {Edge[]} edges
 * @property {UnitButton[]} units
 */

/**
 * Units that the selection names, which must not be folded away.
 * @param {Selected|null} selection
 * @returns {UnitOf[]}
 */
function named(selection) {
  switch (selection?.kind) {
    case "weight":
      return [
        { layer: selection.layer - 1, j: selection.i },
        { layer: selection.layer, j: selection.j },
      ];
    case "unit":
    case "bias":
      return [{ layer: selection.layer, j: selection.j }];
    default:
      return [];
  }
}

/** @implements {View<Frame>} */
export class Diagram {
  /** @type {Plan|null} */
  #plan = null;
  /** @type {Frame|null} */
  #last = null;
  /** @type {{run: Run, units: number[][]}|null} which units of each layer are drawn */
  #shown = null;
  /** @type {Stretch|null} whose cuts and frozen layers are marked */
  #fixedIn = null;
  /** @type {{edge: Edge, x: number, y: number}|null} the edge under the pointer, and where */
  #pointed = null;
  #ctx;
  #picked;
  #showEdges;
  #scroller;
  #stage;
  #canvas;
  #layer;
  #holds;
  #note;

  /**
   * @param {HTMLElement} element the empty card
   * @param {Context} ctx
   */
  constructor(element, ctx) {
    this.element = element;
    this.#ctx = ctx;
    const head = make("div", "bpl-head", element);
    make("h2", "", head).textContent = "Network";
    this.#picked = make("span", "bpl-picked", head);
    const signs = make("span", "bpl-legend bpl-signs", head, {
      title: "Colour is the sign of a number, strength and width are its size",
    });
    const bar = make("span", "bpl-bar", null, { "aria-hidden": "true", "data-scale": "signed" });
    signs.append("−", bar, "+");
    const choice = make("span", "bpl-choice", head);
    choice.append("edges: ");
    const choose = (/** @type {string} */ value) => ctx.setSetting("edges", value);
    this.#showEdges = segmented(choice, "Edges show", EDGES, choose);
    createSaveMenu(head, "network", () => this.#picture());
    this.#scroller = make("div", "bpl-scroll bpl-net", element, { "data-testid": "diagram" });
    this.#stage = make("div", "bpl-stage", this.#scroller, { role: "group" });
    this.#canvas = make("canvas", "", this.#stage, { "aria-hidden": "true" });
    this.#layer = make("div", "", this.#stage);
    this.#holds = make("div", "", this.#stage);
    this.#note = pointerNote(element, "diagram-readout");
    linkScroll(this.#scroller);
    this.#listen();
  }

  /** @param {Frame} frame */
  update(frame) {
    this.#draw(frame, false);
  }

  /** @param {Frame} frame */
  rest(frame) {
    this.#draw(frame, true);
  }

  resize() {
    this.#plan = null;
    if (this.#last) this.update(this.#last);
  }

  destroy() {
    this.element.replaceChildren();
  }

  #listen() {
    this.#stage.addEventListener("pointermove", (event) => {
      const edge = this.#edgeUnder(event);
      this.#stage.classList.toggle("is-over", Boolean(edge));
      if (edge) this.#point(edge, event);
      else this.#leave();
    });
    this.#stage.addEventListener("pointerleave", () => this.#leave());
    this.#stage.addEventListener("click", (event) => {
      const edge = this.#edgeUnder(event);
      if (edge) this.#ctx.select(selectionOf(edge));
    });
  }

  /**
   * The edge at the pointer, if any; a unit lies over it.
   * @param {MouseEvent} event
   */
  #edgeUnder(event) {
    const onUnit = event.target instanceof Element && event.target.closest("button");
    if (!this.#plan || onUnit) return null;
    const [x, y] = pointIn(this.#stage, event);
    return edgeAt(this.#plan.edges, x, y);
  }

  /**
   * @param {Edge} edge
   * @param {MouseEvent} event
   */
  #point(edge, event) {
    if (this.#pointed?.edge !== edge) this.#ctx.hover(selectionOf(edge));
    const [x, y] = pointIn(this.element, event);
    this.#pointed = { edge, x, y };
    this.#tell();
  }

  #leave() {
    this.#note.hide();
    if (this.#pointed) this.#ctx.hover(null);
    this.#pointed = null;
  }

  /** Update the note on the edge under the pointer; its numbers change during play. */
  #tell() {
    if (!this.#pointed || !this.#plan || !this.#last) return;
    const { edge, x, y } = this.#pointed;
    this.#note.show(edgeWords(this.#plan.run, this.#last, edge), x, y);
  }

  /**
   * @param {Frame} frame
   * @param {boolean} choose whether the shown units may change
   */
  #draw(frame, choose) {
    this.#last = frame;
    const plan = this.#prepare(frame, choose);
    const { brush, width, height, edges, places, painter, run, units } = plan;
    const { settings, selection } = this.#ctx;
    this.#tell();
    this.#showEdges(settings.edges);
    brush.clearRect(0, 0, width, height);
    drawEdges(brush, edges, this.#ctx, frame);
    if (this.#fixedIn !== frame.stretch) {
      this.#fixedIn = frame.stretch;
      drawFixed(this.#holds, fixedMarks(edges, places, frame.stretch));
    }
    const point = selection?.kind === "point" ? selection : null;
    painter.paint(places, frame, this.#ctx.maps(frame), point);
    setText(this.#picked, selectionName(run, selection));
    const keep = named(selection);
    for (const { place, button } of units) {
      const on = keep.some((unit) => isAt(unit, place));
      if (button.classList.contains("is-selected") !== on)
        button.classList.toggle("is-selected", on);
    }
  }

  /**
   * Keep or renew the layout: for another run, other colours, another size, other shown units.
   * @param {Frame} frame
   * @param {boolean} choose
   * @returns {Plan}
   */
  #prepare(frame, choose) {
    const { run, palette, selection } = this.#ctx;
    const before = this.#shown?.run === run ? this.#shown.units : null;
    const keep = named(selection);
    const missing = keep.some(({ layer, j }) => before && !before[layer]?.includes(j));
    const units =
      before && !choose && !missing
        ? before
        : chooseUnits(run.sizes, unitStrength(run, frame), before, keep);
    this.#shown = { run, units };
    const plan = this.#plan;
    if (plan?.run === run && plan.palette === palette && plan.shown === units.join("|"))
      return plan;
    if (plan && plan.run !== run) this.#leave();
    this.#plan = this.#build(units);
    return this.#plan;
  }

  /**
   * Lay everything out.
   * @param {number[][]} shown
   * @returns {Plan}
   */
  #build(shown) {
    const { run, palette, present } = this.#ctx;
    const presented = Boolean(present);
    const width = contentWidth(run.sizes, this.element.clientWidth, presented);
    this.#stage.style.width = `${width}px`;
    const { height, brush, painter } = this.#canvasFor(run, palette, width);
    const { places, folds } = placeUnits(run, shown, width, height, presented);
    const units = places.flat().map((place) => this.#unitButton(run, place));
    const drawnFolds = folds.filter((fold) => fold !== null);
    this.#showButtons(units, drawnFolds);
    this.#fixedIn = null;
    this.#stage.setAttribute(
      "aria-label",
      `Network ${run.sizes.join("-")}: ${run.sizes.length - 1} layers of weights. Each unit's map shows its activation over the plane.`,
    );
    return {
      run,
      palette,
      width,
      height,
      brush,
      painter,
      shown: shown.join("|"),
      places,
      folds: drawnFolds,
      edges: edgesOf(places, run.sizes),
      units,
    };
  }

  /**
   * Keep the canvas if only the shown units have changed; otherwise fit it again.
   * @param {Run} run
   * @param {Palette} palette
   * @param {number} width
   * @returns {Pick<Plan, "height"|"brush"|"painter">}
   */
  #canvasFor(run, palette, width) {
    const plan = this.#plan;
    const fits = plan?.run === run && plan.palette === palette && plan.width === width;
    if (fits && this.#canvas.height >= 2) return plan;
    const height = this.#scroller.clientHeight;
    const brush = fitCanvas(this.#canvas, width, height);
    return { height, brush, painter: new UnitPainter(run, palette, brush) };
  }

  /**
   * @param {Run} run
   * @param {Place} place
   * @returns {UnitButton}
   */
  #unitButton(run, place) {
    const { layer, j, x, y, size } = place;
    const name = unitName(run, layer, j);
    const what = layer
      ? `${spoken(run.activations[layer - 1])} unit ${j + 1} of layer ${layer}`
      : `input ${run.input_columns?.[j] ?? j + 1}`;
    const button = make("button", "bpl-unit", null, {
      type: "button",
      "data-testid": `unit-${layer}-${j + 1}`,
      "aria-label": `${name}, ${what}`,
      style: `left:${x - size / 2}px;top:${y - size / 2}px;width:${size}px;height:${size}px`,
    });
    const label = make("span", size < TWO_LINES ? "bpl-line" : "", button);
    label.textContent = name;
    if (!layer && run.input_columns) {
      button.title = unitLabel(run, 0, j);
      make("small", "", label).textContent = run.input_columns[j];
    }
    /** @type {Selected} */
    const selection = { kind: "unit", layer, j };
    button.addEventListener("click", () => this.#ctx.select(selection));
    for (const begins of ["pointerenter", "focus"])
      button.addEventListener(begins, () => this.#ctx.hover(selection));
    for (const ends of ["pointerleave", "blur"])
      button.addEventListener(ends, () => this.#ctx.hover(null));
    return { place, button, name, what };
  }

  /**
   * @param {UnitButton[]} units
   * @param {Fold[]} folds
   */
  #showButtons(units, folds) {
    const focused = this.#layer.contains(document.activeElement)
      ? document.activeElement?.getAttribute("data-testid")
      : null;
    this.#layer.replaceChildren(...units.map(({ button }) => button));
    for (const { x, y, count } of folds) {
      const style = `left:${x}px;top:${y}px`;
      make("span", "bpl-fold", this.#layer, { style }).textContent = `+ ${count} more`;
    }
    const same = units.find(({ button }) => focused && button.dataset.testid === focused);
    same?.button.focus({ preventScroll: true });
  }

  /** The network as drawn now, for saving. */
  #picture() {
    if (!this.#plan || !this.#last) return null;
    const title = `Network, edges by ${this.#ctx.settings.edges}`;
    const drawing = this.#drawing(this.#plan, this.#last);
    return trainPicture(this.#ctx, this.#last, "network", title, { drawing });
  }

  /**
   * @param {Plan} plan
   * @param {Frame} frame
   */
  #drawing({ run, palette, width, height, folds, edges, places, units }, frame) {
    const styleOf = edgeStyles(this.#ctx, frame, edges.length);
    const keep = named(this.#ctx.selection);
    return diagramDrawing({
      canvas: this.#canvas,
      palette,
      width,
      height,
      folds,
      fixed: fixedMarks(edges, places, frame.stretch),
      edges: edges.map((edge) => ({
        path: edgePath(edge.from, edge.to),
        style: { ...styleOf(edge) },
        words: edgeWords(run, frame, edge),
        selected: isSelected(this.#ctx.selection, edge),
      })),
      units: units.map(({ place, name, what }) => ({
        place,
        name,
        what,
        column: place.layer ? "" : (run.input_columns?.[place.j] ?? ""),
        selected: keep.some((unit) => isAt(unit, place)),
      })),
    });
  }
}

/**
 * @param {UnitOf} unit
 * @param {Place} place
 */
const isAt = (unit, place) => unit.layer === place.layer && unit.j === place.j;

/**
 * @param {Edge} edge
 * @returns {Selected}
 */
const selectionOf = ({ layer, i, j }) => ({ kind: "weight", layer, i, j });

/**
 * The facts about an edge, line by line.
 * @param {Run} run
 * @param {Frame} frame
 * @param {Edge} edge
 */
function edgeWords(run, frame, { layer, i, j, at }) {
  const dW = frame.computed("dW", layer) ? exact(frame.dW[layer][at]) : "not computed";
  return [
    `${weightName(layer, i, j)} from ${unitLabel(run, layer - 1, i)} to ${unitLabel(run, layer, j)}`,
    `W ${exact(frame.W[layer][at])}`,
    `dW ${dW}`,
  ];
}
