// The losses of all runs in one plot, or their accuracies: a curve each, with its letter where the
// run stands.
import { make, segmented, setPressed, setText, toggle } from "../core/elements.js";
import { short } from "../core/notation.js";
import { thinned } from "../core/thin.js";
import { createSaveMenu } from "../save/menu.js";
import { comparePicture } from "../save/pictures.js";
import { divergedMark, LossPlot, lossAxis } from "../views/loss_plot.js";
import { LETTERS, plotlyLine } from "./run_style.js";
/** @import { View } from "../types.d.ts" */
/** @import { Mapping } from "../core/plotly_theme.js" */
/** @import { TraceStore } from "../run/trace.js" */
/** @import { CompareController } from "./controller.js" */
/** @import { JoinedStore } from "./joined_store.js" */
/** @import { Frames } from "./views.js" */

const MARGIN = { l: 50, r: 16, t: 6, b: 22 };
const LEAST = 100; // height in pixels
const LETTER = 16; // pixels that a letter takes

/** @typedef {"trainLoss"|"testLoss"|"accuracy"} Quantity */

/** @type {[Quantity, string][]} */
const QUANTITIES = [
  ["trainLoss", "train"],
  ["testLoss", "test"],
  ["accuracy", "accuracy"],
];

/** @type {Record<Quantity, string>} in files' names */
const FILES = { trainLoss: "training-loss", testLoss: "test-loss", accuracy: "accuracy" };

const ACCURACY_AXIS = { range: [0, 1.02], tickvals: [0, 0.25, 0.5, 0.75, 1] };

/** @implements {View<Frames>} */
export class CompareLoss {
  element;
  #controller;
  #title;
  #head;
  #showQuantity;
  #showLog;
  #plot;
  /** @type {Quantity} */
  #quantity = "trainLoss";
  #logScale = false;
  /** @type {HTMLElement[]} of the runs */
  #letters = [];
  /** @type {JoinedStore|null} */
  #joined = null;
  /** @type {Frames|null} */
  #shown = null;

  /**
   * @param {HTMLElement} element the empty card
   * @param {CompareController} controller
   */
  constructor(element, controller) {
    this.element = element;
    this.#controller = controller;
    element.dataset.testid = "losses";
    const head = make("div", "bpl-head", element);
    this.#head = head;
    this.#title = make("h2", "", head);
    this.#showQuantity = segmented(head, "Curves", QUANTITIES, (quantity) => {
      this.#quantity = quantity;
      this.#redraw();
    });
    this.#showLog = toggle(head, "log scale", () => {
      this.#logScale = !this.#logScale;
      this.#redraw();
    });
    createSaveMenu(head, "curves", () => this.#picture());
    this.#plot = new LossPlot(element, {
      label: "Losses",
      least: LEAST,
      goTo: (t) => controller.goTo(t),
      placed: (map) => this.#placeLetters(map),
    });
  }

  /** @param {JoinedStore} joined another set of runs */
  setRuns(joined) {
    this.#joined = joined;
    this.#shown = null;
    const { tested, classified } = about(joined);
    if (this.#quantity === "testLoss" && !tested) this.#quantity = "trainLoss";
    if (this.#quantity === "accuracy" && !classified) this.#quantity = "trainLoss";
    for (const letter of this.#letters) letter.remove();
    this.#letters = joined.stores.map((_, k) => {
      const letter = make("b", "bpl-run-letter", this.#plot.overlay);
      letter.textContent = LETTERS[k];
      return letter;
    });
  }

  /** @param {Frames} shown */
  update(shown) {
    this.#shown = shown;
    if (!this.#joined) return;
    this.#tell(this.#joined);
    this.#draw(this.#joined);
    this.#plot.move(shown.t);
    if (this.#plot.map) this.#placeLetters(this.#plot.map);
  }

  /** @param {Frames} shown */
  rest(shown) {
    this.update(shown);
    if (!this.#joined) return;
    const { stores, last } = this.#joined;
    const values = stores.map(
      (store, k) => `${LETTERS[k]} ${short(this.#valueAt(store, shown.frames[k].t), 5)}`,
    );
    const runs = stores.length === 1 ? "one run" : `${stores.length} runs`;
    const where = `${this.#title.textContent} of ${runs} over iterations 0 to ${last}`;
    this.#plot.describe(`${where}. At iteration ${shown.t}: ${values.join(", ")}.`);
  }

  resize() {
    this.#plot.resize();
    this.#redraw();
  }

  destroy() {
    this.#plot.destroy();
    this.element.replaceChildren();
  }

  #redraw() {
    if (this.#shown) this.update(this.#shown);
  }

  /** @param {TraceStore} store */
  #valuesOf({ curves, run }) {
    if (this.#quantity !== "accuracy") return curves[this.#quantity];
    return run.n_test ? curves.testAccuracy : curves.trainAccuracy;
  }

  /**
   * @param {TraceStore} store
   * @param {number} t
   */
  #valueAt(store, t) {
    return this.#valuesOf(store)[t];
  }

  /**
   * The title.
   * @param {JoinedStore} joined
   */
  #tell(joined) {
    const { tested, classified } = about(joined);
    this.#showQuantity(this.#quantity);
    const [, test, accuracy] = this.#head.querySelectorAll(".bpl-seg button");
    test.toggleAttribute("hidden", !tested);
    accuracy.toggleAttribute("hidden", !classified);
    this.#showLog.hidden = this.#quantity === "accuracy";
    setPressed(this.#showLog, this.#logScale);
    setText(this.#title, titleOf(this.#quantity, tested));
  }

  /** @param {JoinedStore} joined */
  #draw(joined) {
    const quantity = this.#quantity;
    const log = this.#logScale && quantity !== "accuracy";
    const versions = joined.stores.flatMap((s) => [s.historyVersion, s.diverged?.iteration]);
    const what = {
      key: [joined.run.id, quantity, log, ...versions].join(),
      subject: joined.run.id,
      scale: `${quantity} ${log}`,
      last: joined.last,
      palette: this.#controller.palette,
      margin: MARGIN,
      yaxis: quantity === "accuracy" ? ACCURACY_AXIS : lossAxis(log),
    };
    this.#plot.draw(this.#controller.Plotly, what, () => this.#traces(joined));
  }

  /** @param {JoinedStore} joined */
  #traces({ stores }) {
    const { palette } = this.#controller;
    const curves = stores.map((store, k) => ({
      type: "scatter",
      mode: "lines",
      name: LETTERS[k],
      ...thinned(this.#valuesOf(store)),
      line: plotlyLine(k, palette),
      hovertemplate: `${LETTERS[k]} %{y:.6~g}<extra></extra>`,
    }));
    const ends = stores.flatMap((store, k) => {
      if (!store.diverged) return [];
      const height = this.#valueAt(store, store.historyRows - 1);
      const text = `${LETTERS[k]} diverged here`;
      return [divergedMark(store.diverged.iteration, height, text, palette)];
    });
    return [...curves, ...ends];
  }

  /**
   * Each run's letter on its curve; side by side if they would overlap.
   * @param {Mapping} map
   */
  #placeLetters(map) {
    const stores = this.#joined?.stores ?? [];
    const frames = this.#shown?.frames ?? [];
    /** @type {{x: number, y: number}[]} */
    const taken = [];
    frames.forEach((frame, k) => {
      const { style } = this.#letters[k];
      const height = map.y(this.#valueAt(stores[k], frame.t)) - map.top;
      if (!Number.isFinite(height)) {
        style.transform = "translate(-100px, 0)";
        return;
      }
      const y = inside(height, map.height);
      const x = freeFrom(map.x(frame.t) - map.left, y, map.width, taken);
      taken.push({ x, y });
      style.transform = `translate(${x - LETTER / 2}px, ${y - LETTER / 2}px)`;
    });
  }

  #picture() {
    if (!this.#shown || !this.#joined) return null;
    const title = this.#title.textContent ?? "";
    const figure = this.#plot.figure(this.#shown.t, title.toLowerCase());
    if (!figure) return null;
    const letters = [...LETTERS.slice(0, this.#joined.stores.length)].join(", ");
    return comparePicture(
      this.#controller.palette,
      this.#shown.t,
      FILES[this.#quantity],
      `${title} of runs ${letters}, the cursor`,
      { figure },
    );
  }
}

/**
 * What some run of the set has.
 * @param {JoinedStore} joined
 */
const about = ({ stores }) => ({
  tested: stores.some(({ run }) => run.n_test > 0),
  classified: stores.some(({ run }) => run.task === "classification"),
});

/**
 * @param {Quantity} quantity
 * @param {boolean} tested
 */
function titleOf(quantity, tested) {
  if (quantity === "accuracy") return tested ? "Test accuracy" : "Accuracy";
  return quantity === "testLoss" ? "Test loss" : "Training loss";
}

/**
 * A position at which the whole letter fits, also at the edge.
 * @param {number} at
 * @param {number} size of the plot
 */
const inside = (at, size) => Math.max(LETTER / 2, Math.min(size - LETTER / 2, at));

/**
 * The free place nearest to x, towards the middle.
 * @param {number} at
 * @param {number} y
 * @param {number} width of the plot
 * @param {{x: number, y: number}[]} taken
 */
function freeFrom(at, y, width, taken) {
  let x = at < 0 || at > width ? at : inside(at, width); // outside the zoomed range: not drawn
  const step = x < width / 2 ? LETTER : -LETTER;
  const meets = (/** @type {{x: number, y: number}} */ other) =>
    Math.abs(other.x - x) < LETTER && Math.abs(other.y - y) < LETTER;
  while (taken.some(meets)) x += step;
  return x;
}
