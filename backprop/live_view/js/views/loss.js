// The loss over all computed iterations, in numbers and as a curve, with the accuracy as an option.
import { css } from "../core/colors.js";
import { make, setPressed, setText, toggle } from "../core/elements.js";
import { short } from "../core/notation.js";
import { axis } from "../core/plotly_theme.js";
import { thinned } from "../core/thin.js";
import { word } from "../core/words.js";
import { createSaveMenu } from "../save/menu.js";
import { trainPicture } from "../save/pictures.js";
import { divergedMark, LossPlot, lossAxis } from "./loss_plot.js";
import { InterventionMarks, interventionsSentence } from "./marks.js";
/** @import { Context, Divergence, Palette, Run, View } from "../types.d.ts" */
/** @import { Mapping } from "../core/plotly_theme.js" */
/** @import { Frame } from "../run/frame.js" */

const MARGIN = { l: 44, r: 16, t: 6, b: 22 };
const WIDE = 58; // left margin for numbers with powers
const RIGHT = 40; // margin for the second axis
const LEAST = 64; // height in pixels
const LARGEST = 1e304; // Plotly leaves larger numbers out of its axes
const DASHED = "4px 3px"; // curves of the test set

/** @implements {View<Frame>} */
export class Loss {
  element;
  #ctx;
  #numbers;
  #legend;
  #showAccuracy;
  #showLog;
  #plot;
  #marks;
  #dot;
  /** @type {Run|null} whose legend stands there */
  #run = null;
  /** @type {Frame|null} */
  #frame = null;

  /**
   * @param {HTMLElement} element the empty card
   * @param {Context} ctx
   */
  constructor(element, ctx) {
    this.element = element;
    this.#ctx = ctx;
    element.dataset.testid = "loss";
    this.#numbers = createNumbers(element);
    const row = make("div", "bpl-plot-about bpl-loss-about", element);
    this.#legend = make("span", "bpl-loss-legend", row);
    this.#showAccuracy = toggle(row, "accuracy", () =>
      ctx.setSetting("accuracy", !ctx.settings.accuracy),
    );
    this.#showLog = toggle(row, "log scale", () =>
      ctx.setSetting("logLoss", !ctx.settings.logLoss),
    );
    createSaveMenu(row, "loss", () => this.#picture());
    this.#plot = new LossPlot(element, {
      label: "Loss",
      least: LEAST,
      goTo: (t) => ctx.goTo(t),
      placed: (map) => this.#placed(map),
    });
    this.#marks = new InterventionMarks(this.#plot.overlay, (t) => ctx.goTo(t));
    this.#dot = make("i", "bpl-cursor-dot", this.#plot.overlay);
  }

  /** @param {Frame} frame */
  update(frame) {
    this.#frame = frame;
    const { run, settings } = this.#ctx;
    if (this.#run !== run) this.#meet(run);
    setPressed(this.#showAccuracy, settings.accuracy);
    setPressed(this.#showLog, settings.logLoss);
    this.#draw();
    this.#move(frame);
    this.#tell(frame);
  }

  /** @param {Frame} frame */
  rest(frame) {
    this.update(frame);
    const { run, store } = this.#ctx;
    const test = run.n_test ? `, test ${short(frame.testLoss, 5)}` : "";
    const losses = `training ${short(frame.trainLoss, 5)}${test}`;
    const { diverged } = store;
    this.#plot.describe(
      [
        `Loss over iterations 0 to ${store.last}. At iteration ${frame.t}: ${losses}.`,
        isSum(run) ? " A sum over samples." : "",
        diverged ? ` Diverged at iteration ${diverged.iteration}.` : "",
        interventionsSentence(run),
      ].join(""),
    );
  }

  resize() {
    this.#plot.resize();
    if (this.#frame) this.update(this.#frame);
  }

  destroy() {
    this.#plot.destroy();
    this.element.replaceChildren();
  }

  /**
   * Another run: update the legend.
   * @param {Run} run
   */
  #meet(run) {
    this.#run = run;
    this.#legend.replaceChildren();
    const sets = run.n_test ? ["train", "test"] : ["train"];
    for (const set of sets) {
      make("i", `bpl-key-${set}`, this.#legend);
      this.#legend.append(set);
    }
    this.#legend.append(remark(run));
    this.#showAccuracy.hidden = run.task !== "classification";
    const samples = run.n_test ? "test samples" : "training samples";
    this.#numbers.accuracy.title = `The share of the ${samples} whose class is predicted correctly.`;
  }

  get #accuracyShown() {
    const { run, settings } = this.#ctx;
    return settings.accuracy && run.task === "classification";
  }

  #draw() {
    const { run, store, settings, palette, Plotly } = this.#ctx;
    const { diverged, curves } = store;
    const log = settings.logLoss;
    const powers = curves.trainLoss.some(
      (value) => (value >= 1e5 && value < Infinity) || (log && value < 2e-4),
    );
    const accuracy = this.#accuracyShown;
    const shown = [log, accuracy, store.historyVersion, diverged?.iteration];
    const what = {
      key: [run.id, ...shown].join(),
      subject: run.trunk,
      scale: String(log),
      last: store.last,
      palette,
      margin: { ...MARGIN, l: powers ? WIDE : MARGIN.l, r: accuracy ? RIGHT : MARGIN.r },
      yaxis: lossAxis(log),
      more: {
        ...(accuracy && { yaxis2: accuracyAxis(palette) }),
        annotations: diverged ? [divergedNote(diverged, palette)] : [],
      },
    };
    this.#plot.draw(Plotly, what, () => this.#traces());
  }

  #traces() {
    const { run, store, palette } = this.#ctx;
    const { trainLoss, testLoss, trainAccuracy, testAccuracy } = store.curves;
    const grey = css(palette.faint);
    const traces = [curve("train", trainLoss, { color: css(palette.ink), width: 1.6 })];
    if (run.n_test)
      traces.push(curve("test", testLoss, { color: css(palette.mute), dash: DASHED, width: 1.4 }));
    if (this.#accuracyShown) {
      const second = { yaxis: "y2" };
      traces.push(curve("accuracy", trainAccuracy, { color: grey, width: 1.4 }, second));
      const look = { color: grey, width: 1.2, dash: DASHED };
      if (run.n_test) traces.push(curve("test accuracy", testAccuracy, look, second));
    }
    if (store.diverged) {
      const height = trainLoss.findLast((value) => value < LARGEST) ?? 1;
      traces.push(divergedMark(store.diverged.iteration, height, "diverged here", palette));
    }
    return traces;
  }

  /** @param {Mapping} map */
  #placed(map) {
    this.#marks.put(this.#ctx.run, (t) => `${map.x(t) - map.left}px`);
    if (this.#frame) this.#move(this.#frame);
  }

  /**
   * The line at the iteration, and the dot on the curve.
   * @param {Frame} frame
   */
  #move(frame) {
    const { map } = this.#plot;
    if (!map) return;
    this.#plot.move(frame.t);
    const [x, y] = [map.x(frame.t) - map.left, map.y(frame.trainLoss) - map.top];
    const seen = frame.computed("loss", 0) && Number.isFinite(y);
    this.#dot.style.transform = seen ? `translate(${x - 5}px, ${y - 5}px)` : "translate(-100px, 0)";
  }

  /**
   * The numbers in the head.
   * @param {Frame} frame
   */
  #tell(frame) {
    const known = frame.computed("loss", 0);
    const tested = this.#ctx.run.n_test > 0;
    const { train, test, accuracy } = this.#numbers;
    const share = tested
      ? `test accuracy ${frame.testAccuracy.toFixed(3)}`
      : `accuracy ${frame.trainAccuracy.toFixed(3)}`;
    const classified = known && Number.isFinite(frame.trainAccuracy);
    setText(train, known ? `train ${short(frame.trainLoss, 4)}` : "not computed");
    setText(test, known && tested ? `test ${short(frame.testLoss, 4)}` : "");
    setText(accuracy, classified ? share : "");
  }

  #picture() {
    if (!this.#frame) return null;
    const figure = this.#plot.figure(this.#frame.t, "loss");
    if (!figure) return null;
    const title = `Loss${whatItIs(this.#ctx.run)}, the cursor`;
    return trainPicture(this.#ctx, this.#frame, "loss", title, { figure });
  }
}

/**
 * The tutorial's rule has a sum over the samples, not their mean.
 * @param {Run} run
 */
const isSum = (run) => run.gradient_rule === "tutorial";

/** @param {Run} run */
function remark(run) {
  if (isSum(run)) return " · a sum, not a mean";
  return run.has_penalty ? " · penalty left out" : "";
}

/** @param {Run} run */
function whatItIs(run) {
  if (isSum(run)) return ", a sum over the samples";
  return run.has_penalty ? " without the penalty" : "";
}

/** @param {HTMLElement} card */
function createNumbers(card) {
  const head = make("div", "bpl-head", card);
  word(make("h2", "", head), "Loss", "loss");
  const numbers = make("span", "bpl-losses", head, { "data-testid": "loss-numbers" });
  const number = (/** @type {string} */ name) =>
    make("span", `bpl-loss-${name}`, numbers, { "data-testid": `${name}-number` });
  return { train: number("train"), test: number("test"), accuracy: number("accuracy") };
}

/**
 * @param {string} name
 * @param {Float64Array} values one an iteration
 * @param {Record<string, any>} look of the line
 * @param {Record<string, any>} [more] of the trace
 * @returns {Record<string, any>}
 */
const curve = (name, values, look, more) => ({
  type: "scatter",
  mode: "lines",
  name,
  ...thinned(values),
  line: { shape: "linear", simplify: false, ...look },
  hovertemplate: `${name} %{y:.6~g}<extra></extra>`,
  ...more,
});

/** @param {Palette} palette */
const accuracyAxis = (palette) =>
  axis(palette, false, {
    overlaying: "y",
    side: "right",
    range: [0, 1.02],
    tickvals: [0, 0.5, 1],
    title: { text: "accuracy", standoff: 2, font: { size: 12 } },
  });

/**
 * @param {Divergence} diverged
 * @param {Palette} palette
 */
const divergedNote = ({ iteration }, palette) => ({
  x: iteration,
  xref: "x",
  y: 1,
  yref: "paper",
  yanchor: "top",
  xanchor: "auto",
  showarrow: false,
  text: `diverged at ${iteration}`,
  font: { color: css(palette.bad), size: 12 },
});
