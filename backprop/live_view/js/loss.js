// The loss curves of all computed iterations, and where we are on them. The curves are drawn once a chunk;
// a step moves only the cursor.
import { createAxes, axisColors } from "./axes.js";
import { make, segmented } from "./canvas.js";
import { css } from "./colors.js";

const MARGIN = { l: 44, r: 36, t: 6, b: 26 };
const MOST_POINTS = 4000; // of a curve; above it each pixel's highest and lowest are kept

/** @param {HTMLElement} element @param {object} ctx */
export function createLoss(element, ctx) {
  const head = make("div", "bpl-head", element);
  make("h2", "", head).textContent = "Loss";
  const numbers = make("span", "bpl-numbers", head, { "data-testid": "loss-numbers" });
  const train = make("b", "", numbers, { "data-testid": "train-loss" });
  const test = make("span", "", numbers, { "data-testid": "test-loss" });
  const accuracy = make("span", "", numbers, { "data-testid": "accuracy" });
  const showScale = segmented(head, "Scale of the loss", [["false", "linear"], ["true", "log"]], (v) => ctx.setSetting("logLoss", v === "true"));
  const stage = make("div", "bpl-plot", element, { "data-testid": "loss", role: "img" });
  const figure = make("div", "bpl-figure", stage);
  const cursor = make("div", "bpl-cursor", stage);
  const dot = make("div", "bpl-cursor-dot", stage);
  const axes = createAxes(figure, ctx, MARGIN, layout, () => shown && place(shown));
  let shown = null;
  let drawnFor = null;

  function layout() {
    const { axis } = axisColors(ctx.palette);
    const { curves, diverged } = ctx.store;
    const log = ctx.settings.logLoss;
    const line = (name, values, style) => ({ type: "scatter", mode: "lines", name, ...thinned(values), line: { width: 2, ...style }, hovertemplate: `%{x}: ${name} %{y:.6g}<extra></extra>` });
    const traces = [
      line("accuracy", curves.trainAccuracy, { color: css(ctx.palette.faint), width: 1.2, dash: "dot" }),
      line("test loss", curves.testLoss, { color: css(ctx.palette.mute), width: 1.6, dash: "dash" }),
      line("training loss", curves.trainLoss, { color: css(ctx.palette.ink) }),
    ];
    traces[0].yaxis = "y2";
    const classes = ctx.run.task !== "regression";
    if (!classes) traces.shift();
    if (diverged && curves.trainLoss.length) {
      const last = curves.trainLoss.length - 1;
      traces.push({ type: "scatter", mode: "markers", x: [last], y: [curves.trainLoss[last]], marker: { symbol: "x", size: 9, color: css(ctx.palette.bad) }, hovertemplate: `${diverged.sentence}<extra></extra>` });
    }
    const common = { ...axis, zeroline: false };
    return { traces, layout: {
      xaxis: { ...common, showgrid: false, rangemode: "tozero", nticks: 6 },
      yaxis: { ...common, type: log ? "log" : "linear", rangemode: "tozero", nticks: 6, exponentformat: "power" },
      ...(classes && { yaxis2: { ...common, overlaying: "y", side: "right", range: [0, 1.02], showgrid: false, tickvals: [0, 0.5, 1], fixedrange: true } }),
      dragmode: "zoom", hovermode: "closest", uirevision: `${ctx.run.id} ${log}`,
    } };
  }

  function prepare() {
    const { store, settings, palette, run } = ctx;
    const wanted = [run.id, store.historyVersion, settings.logLoss, palette.name, Boolean(ctx.Plotly), figure.clientWidth, figure.clientHeight].join(" ");
    if (drawnFor === wanted) return;
    drawnFor = wanted;
    axes.draw();
  }

  /** Put the cursor where the axes have the iteration. */
  function place(frame) {
    const full = figure._fullLayout;
    const visible = axes.made && full?.xaxis?.l2p;
    cursor.hidden = dot.hidden = !visible;
    if (!visible) return;
    const { left, top, width, height } = axes.area();
    const x = full.xaxis.l2p(frame.t);
    cursor.hidden = x < -1 || x > width + 1;
    cursor.style.transform = `translate(${left + x - 1}px, ${top}px)`;
    cursor.style.height = `${height}px`;
    const y = full.yaxis.l2p(full.yaxis.type === "log" ? Math.log10(frame.trainLoss) : frame.trainLoss);
    dot.hidden = cursor.hidden || !Number.isFinite(y) || y < 0 || y > height;
    if (!dot.hidden) dot.style.transform = `translate(${left + x - 5}px, ${top + y - 5}px)`;
  }

  function say(frame) {
    const computed = frame.computed("loss", ctx.run.sizes.length - 1);
    train.textContent = computed ? `train ${four(frame.trainLoss)}` : "not computed";
    test.textContent = computed && Number.isFinite(frame.testLoss) ? `test ${four(frame.testLoss)}` : "";
    accuracy.textContent = computed && Number.isFinite(frame.trainAccuracy) ? `accuracy ${frame.trainAccuracy.toFixed(3)}` : "";
    train.dataset.value = computed ? String(frame.trainLoss) : "";
    test.dataset.value = computed ? String(frame.testLoss) : "";
    accuracy.dataset.value = computed ? String(frame.trainAccuracy) : "";
  }

  let pressed = null;
  stage.addEventListener("pointerdown", (event) => { pressed = [event.clientX, event.clientY]; }, true);
  const release = (event) => {
    if (!pressed || !axes.made || Math.hypot(event.clientX - pressed[0], event.clientY - pressed[1]) > 4) return;
    pressed = null;
    const box = stage.getBoundingClientRect();
    const { left, top, width, height } = axes.area();
    const [x, y] = [event.clientX - box.left - left, event.clientY - box.top - top];
    if (x < 0 || x > width || y < 0 || y > height) return;
    ctx.goTo(Math.max(0, Math.min(ctx.store.last, Math.round(figure._fullLayout.xaxis.p2l(x)))));
  };
  document.addEventListener("pointerup", release, true);

  function draw(frame) {
    shown = frame;
    showScale(String(ctx.settings.logLoss));
    prepare();
    say(frame);
    place(frame);
  }

  return {
    update: draw,
    rest(frame) {
      const penalty = ctx.run.has_penalty ? ", without the penalty" : "";
      const sum = ctx.run.gradient_rule === "tutorial" ? " The article's loss is a sum over the samples." : "";
      stage.setAttribute("aria-label", `Loss over the iterations${penalty}; at iteration ${frame.t} ${train.textContent}, ${test.textContent || "no test set"}.${sum}`);
      head.title = `Mean over all samples of the set${penalty}.${sum}`;
    },
    resize() {
      if (shown) draw(shown);
    },
    destroy() {
      document.removeEventListener("pointerup", release, true);
      axes.destroy();
    },
  };
}

const four = (v) => (Math.abs(v) >= 1000 || (v !== 0 && Math.abs(v) < 0.001) ? v.toExponential(3) : Math.abs(v) >= 100 ? v.toFixed(2) : v.toFixed(4));

/** A long curve by its highest and lowest value of each stretch. @param {Float64Array} values */
function thinned(values) {
  if (values.length <= MOST_POINTS) return { x0: 0, dx: 1, y: Array.from(values, (v) => (Number.isFinite(v) ? v : null)) };
  const stretch = Math.ceil((2 * values.length) / MOST_POINTS);
  const [x, y] = [[], []];
  for (let start = 0; start < values.length; start += stretch) {
    let [low, high] = [start, start];
    for (let t = start; t < Math.min(values.length, start + stretch); t++) {
      if (values[t] < values[low]) low = t;
      if (values[t] > values[high]) high = t;
    }
    for (const t of low < high ? [low, high] : [high, low]) {
      x.push(t);
      y.push(Number.isFinite(values[t]) ? values[t] : null);
    }
  }
  return { x, y };
}
