// What the Compare page shows: a tile a run, the losses of all, the gradients' norms of all.
import { make, segmented, setPressed, setText, toggle } from "../core/elements.js";
import { isCurve } from "../run/features.js";
import { surfaceKind } from "../views/surface_image.js";
import { ViewSet } from "../views/view_set.js";
import { CompareLoss } from "./loss.js";
import { CompareNorms } from "./norms.js";
import { pictureOf, Tile } from "./tile.js";
/** @import { Entry, Norms, Run } from "../types.d.ts" */
/** @import { Frame } from "../run/frame.js" */
/** @import { CompareController } from "./controller.js" */
/** @import { JoinedStore } from "./joined_store.js" */
/** @import { Place, PointSet } from "./tile.js" */

/** @typedef {{t: number, frames: Frame[]}} Frames of every run at the clock's iteration t */

/** @type {[PointSet, string][]} */
const POINTS = [
  ["train", "train"],
  ["test", "test"],
  ["both", "both"],
  ["none", "none"],
];

/**
 * Why outlines of the others cannot be drawn; "" if they can.
 * @param {Run[]} runs
 */
function noOutlines(runs) {
  const [first] = runs;
  if (runs.length < 2) return "one run has no others";
  if (runs.some((run) => surfaceKind(run) === "value"))
    return "no outlines: a regression has no boundary";
  if (runs.some(isCurve)) return "no outlines: one input has no boundary line";
  return runs.every((run) => pictureOf(run) === pictureOf(first))
    ? ""
    : "no outlines: these runs have different data";
}

export class CompareViews {
  /** @type {PointSet} the samples that are shown */
  points = "train";
  #controller;
  #showPoints;
  #outlines;
  #about;
  #grid;
  #side;
  #loss;
  #norms;
  #views;
  /** @type {Tile[]} */
  #tiles = [];
  /** @type {Run[]} */
  #runs = [];
  /** @type {Entry[]} Python's data on the runs */
  #entries = [];
  /** @type {boolean|null} whether the person wants outlines; null: no choice yet */
  #asked = null;

  /**
   * @param {HTMLElement} root
   * @param {CompareController} controller
   * @param {(t: number|null) => void} rested called with the iteration that every view shows exactly
   */
  constructor(root, controller, rested) {
    this.#controller = controller;
    const bar = make("div", "bpl-compare-bar", root);
    this.#showPoints = segmented(bar, "Points shown", POINTS, (points) => {
      this.points = points;
      controller.draw();
    });
    this.#outlines = toggle(bar, "outlines of the others", () => {
      this.#asked = !this.#outlined;
      controller.draw();
    });
    this.#about = make("span", "bpl-compare-about", bar, { "data-testid": "outlines-about" });
    this.#grid = make("div", "bpl-compare", root);
    this.#side = make("div", "bpl-compare-side", this.#grid);
    this.#loss = new CompareLoss(createCard(this.#side, "bpl-loss", "Losses"), controller);
    const norms = createCard(this.#side, "bpl-norms", "Norms of the gradients");
    this.#norms = new CompareNorms(norms, controller);
    const all = () => [...this.#tiles, this.#loss, this.#norms];
    /** @type {ViewSet<Frames>} */
    this.#views = new ViewSet(all, rested);
  }

  /**
   * Another set.
   * @param {JoinedStore} joined
   * @param {Entry[]} entries Python's data on each run
   */
  setRuns(joined, entries) {
    for (const tile of this.#tiles) tile.destroy();
    this.#runs = joined.stores.map((store) => store.run);
    this.#entries = entries;
    this.#asked = null;
    this.#grid.dataset.runs = String(this.#runs.length);
    this.#tiles = joined.stores.map(
      (store, k) => new Tile({ store, k, entry: entries[k], views: this }),
    );
    this.#side.before(...this.#tiles.map((tile) => tile.element));
    this.resize(); // the cards share the width in another way
    this.#loss.setRuns(joined);
    this.#norms.setRuns(joined);
  }

  /**
   * What Python says of the runs, when it has changed.
   * @param {Entry[]} entries
   */
  setEntries(entries) {
    const text = (/** @type {Entry[]} */ list) =>
      JSON.stringify(list.map(({ own, only }) => [own, only]));
    if (text(entries) === text(this.#entries)) return;
    this.#entries = entries;
    this.#tiles.forEach((tile, k) => tile.describe(entries[k]));
  }

  /**
   * @param {Frames} shown
   * @param {boolean} moving
   */
  draw(shown, moving) {
    this.#tellSettings();
    // Surfaces before any picture: tiles draw each other's outlines.
    this.#views.draw(shown.t, shown, moving, (view) => {
      if (view instanceof Tile) view.compute(shown, moving, this.#tiles.length);
    });
  }

  /**
   * Norms in full precision, of runs whose trace is rounded.
   * @param {Norms} norms
   */
  receiveExact(norms) {
    this.#norms.receiveExact(norms);
  }

  /**
   * The tiles whose outlines a tile draws.
   * @param {Tile} tile
   */
  othersOf(tile) {
    return this.#outlined ? this.#tiles.filter((other) => other !== tile) : [];
  }

  /**
   * Mark a place on the plane, in all tiles.
   * @param {Place|null} place
   */
  point(place) {
    for (const tile of this.#tiles) tile.point(place);
  }

  /** The controller, as the tiles need it. */
  get controller() {
    return this.#controller;
  }

  resize() {
    this.#views.resize();
  }

  destroy() {
    this.#views.destroy();
  }

  get #outlined() {
    if (noOutlines(this.#runs)) return false;
    return this.#asked ?? this.#runs.length === 2;
  }

  #tellSettings() {
    this.#showPoints(this.points);
    const reason = noOutlines(this.#runs);
    this.#outlines.disabled = reason !== "";
    setPressed(this.#outlines, this.#outlined);
    const lines = this.#outlined
      ? "thin lines: the boundaries of the other runs, each in its own line"
      : "";
    setText(this.#about, this.#runs.length < 2 ? "" : reason || lines);
  }
}

/**
 * @param {Element} parent
 * @param {string} className
 * @param {string} label
 */
const createCard = (parent, className, label) =>
  make("section", `bpl-card ${className}`, parent, { "aria-label": label });
