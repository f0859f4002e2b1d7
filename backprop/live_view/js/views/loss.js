// The loss over all computed iterations. Plotly draws the curves once a chunk; a step moves a line
// over them.
import { css } from "../core/colors.js";
import { make, setText } from "../core/elements.js";
import { hintOf } from "../core/hints.js";
import { minus, short } from "../core/notation.js";
import { axis, baseLayout, CONFIG, drawnMapping, legendInside } from "../core/plotly_theme.js";
import { listenToTaps } from "../core/tap.js";
import { thinned } from "../core/thin.js";
import { word } from "../core/words.js";
import { withAxes } from "../save/axes.js";
import { createSaveMenu } from "../save/menu.js";
import { trainPicture } from "../save/pictures.js";
import { InterventionMarks, interventionsSentence } from "./marks.js";
/** @import { Context } from "../types.d.ts" */

const MARGIN = { l: 44, r: 16, t: 6, b: 22 };
const WIDE = 58; // left margin for numbers with powers
const LARGEST = 1e304; // Plotly leaves larger numbers out of its axes
const RIGHT = 40; // margin for the second axis
const AHEAD = [50, 100, 150, 200, 300, 400, 500, 750, 1000]; // ends of the axis, and ten, a hundred … times them

/**
 * The end of the iterations' axis: round, so that it seldom moves.
 * @param {number} last
 */
export function axisEnd(last) {
  let power = 1;
  while (last > 1000 * power) power *= 10;
  return AHEAD.find((end) => last <= end * power) * power;
}

/**
 * @param {HTMLElement} element the empty card
 * @param {Context} ctx
 * @returns the view
 */
export function Loss(element, ctx) {
  element.dataset.testid = "loss";
  const head = make("div", "bpl-head", element);
  word(make("h2", "", head), "Loss", "loss");
  const numbers = make("span", "bpl-losses", head, { "data-testid": "loss-numbers" });
  const [train, test, accuracy] = ["train", "test", "accuracy"].map((name) =>
    make("span", `bpl-loss-${name}`, numbers, { "data-testid": `${name}-number` }),
  );
  const row = make("div", "bpl-plot-about bpl-loss-about", element);
  const legend = make("span", "bpl-loss-legend", row);
  const button = (text, press) => {
    const own = make("button", "bpl-plot-toggle", row, {
      type: "button",
      "aria-pressed": "false",
      title: hintOf(text),
    });
    own.textContent = text;
    own.addEventListener("click", press);
    return own;
  };
  const showAccuracy = button("accuracy", () => ctx.setSetting("accuracy", !ctx.settings.accuracy));
  const showLog = button("log scale", () => ctx.setSetting("logLoss", !ctx.settings.logLoss));
  createSaveMenu(row, "loss", () =>
    last && map
      ? trainPicture(
          ctx,
          last,
          "loss",
          `Loss${isSum() ? ", a sum over the samples" : run.has_penalty ? " without the penalty" : ""}, the cursor`,
          { figure: figure() },
        )
      : null,
  );
  const stage = make("div", "bpl-plot", element);
  const gd = make("div", "bpl-plotly", stage);
  const clip = make("div", "bpl-loss-clip", stage, { role: "img", "aria-label": "Loss" });
  const cursor = make("i", "bpl-cursor", clip);
  const marks = new InterventionMarks(clip, (t) => ctx.goTo(t));
  const dot = make("i", "bpl-cursor-dot", clip);

  let [run, palette, box, map, built, drawn, last, drawnRun] = [
    null,
    null,
    null,
    null,
    "",
    "",
    null,
    "",
  ];
  let fit = false;
  let end = 0; // of the iterations' axis; it stays while somebody has zoomed

  const isZoomed = () =>
    gd._fullLayout?.xaxis.range.some((value, k) => Math.abs(value - [0, end][k]) > 1e-9 * end) ??
    false;
  const curves = () => ctx.store.curves;
  const isSum = () => run.gradient_rule === "tutorial";

  function prepare() {
    if (run !== ctx.run || palette !== ctx.palette) {
      [run, palette, built] = [ctx.run, ctx.palette, ""];
      legend.replaceChildren();
      const key = (className, text) => {
        make("i", className, legend);
        legend.append(text);
      };
      key("bpl-key-train", "train");
      if (run.n_test) key("bpl-key-test", "test");
      legend.append(
        isSum() ? " · a sum, not a mean" : run.has_penalty ? " · penalty left out" : "",
      );
      showAccuracy.hidden = run.task !== "classification";
      accuracy.title = run.n_test
        ? "The share of the test samples whose class is predicted right."
        : "The share of the training samples whose class is predicted right.";
    }
    if (!fit) {
      const width = element.clientWidth;
      const height = Math.max(64, element.clientHeight - stage.offsetTop - 4);
      box = { width, height };
      stage.style.height = `${height}px`;
      [fit, built] = [true, ""];
    }
    for (const [own, on] of [
      [showAccuracy, ctx.settings.accuracy],
      [showLog, ctx.settings.logLoss],
    ]) {
      if (own.getAttribute("aria-pressed") !== String(on))
        own.setAttribute("aria-pressed", String(on));
    }
  }

  const accuracyShown = () => ctx.settings.accuracy && run.task === "classification";

  function traces() {
    const { trainLoss, testLoss, trainAccuracy, testAccuracy } = curves();
    const line = (values, name, style, more) => {
      const { x, y } = thinned(values);
      return {
        type: "scatter",
        mode: "lines",
        name,
        x,
        y,
        line: { width: 1.6, shape: "linear", simplify: false, ...style },
        hovertemplate: `${name} %{y:.6~g}<extra></extra>`,
        ...more,
      };
    };
    const out = [line(trainLoss, "train", { color: css(palette.ink) })];
    if (run.n_test)
      out.push(line(testLoss, "test", { color: css(palette.mute), dash: "4px 3px", width: 1.4 }));
    if (accuracyShown()) {
      out.push(
        line(trainAccuracy, "accuracy", { color: css(palette.faint), width: 1.4 }, { yaxis: "y2" }),
      );
      if (run.n_test)
        out.push(
          line(
            testAccuracy,
            "test accuracy",
            { color: css(palette.faint), width: 1.2, dash: "4px 3px" },
            { yaxis: "y2" },
          ),
        );
    }
    const { diverged } = ctx.store;
    if (diverged) {
      const finite = trainLoss.findLast((value) => value < LARGEST) ?? 1;
      out.push({
        type: "scatter",
        mode: "markers",
        x: [diverged.iteration],
        y: [finite],
        cliponaxis: false,
        hovertemplate: "diverged here<extra></extra>",
        marker: { symbol: "x", size: 10, color: css(palette.bad) },
      });
    }
    return out;
  }

  function layout() {
    const log = ctx.settings.logLoss;
    if (run.trunk !== drawnRun || !isZoomed()) end = axisEnd(Math.max(ctx.store.last, 1));
    drawnRun = run.trunk;
    const { diverged } = ctx.store;
    const powers = curves().trainLoss.some(
      (value) => (value >= 1e5 && value < Infinity) || (log && value < 2e-4),
    );
    const margin = {
      ...MARGIN,
      l: powers ? WIDE : MARGIN.l,
      r: accuracyShown() ? RIGHT : MARGIN.r,
    };
    return {
      ...baseLayout(element, palette, { ...box, margin }),
      hovermode: "x unified",
      hoverdistance: -1,
      uirevision: `${run.trunk} ${log}`,
      xaxis: axis(palette, false, {
        range: [0, end],
        nticks: 6,
        unifiedhovertitle: { text: "iteration %{x}" },
      }),
      yaxis: axis(
        palette,
        true,
        log
          ? { type: "log", autorange: true, nticks: 5, tickformat: ".3~g" }
          : {
              rangemode: "tozero",
              autorange: true,
              nticks: 6,
              exponentformat: "e",
              minexponent: 4,
            },
      ),
      ...(accuracyShown() && {
        yaxis2: axis(palette, false, {
          overlaying: "y",
          side: "right",
          range: [0, 1.02],
          tickvals: [0, 0.5, 1],
          title: { text: "accuracy", standoff: 2, font: { size: 12 } },
        }),
      }),
      annotations: diverged
        ? [
            {
              x: diverged.iteration,
              xref: "x",
              y: 1,
              yref: "paper",
              yanchor: "top",
              xanchor: "auto",
              showarrow: false,
              text: `diverged at ${diverged.iteration}`,
              font: { color: css(palette.bad), size: 12 },
            },
          ]
        : [],
    };
  }

  function build() {
    if (!ctx.Plotly) return;
    const key = [
      run.id,
      palette.name,
      box.width,
      box.height,
      ctx.settings.logLoss,
      ctx.settings.accuracy,
      ctx.store.historyVersion,
      ctx.store.diverged?.iteration,
    ].join();
    if (key === drawn && built) return;
    const first = !gd._fullLayout;
    [drawn, built] = [key, "yes"];
    // The configuration once: another one, an equal one too, makes Plotly begin anew and lose the
    // zoom.
    ctx.Plotly.react(gd, traces(), layout(), first ? CONFIG : undefined);
    place();
    if (!first) return;
    gd.on("plotly_relayout", () => {
      if (!isZoomed() && end !== axisEnd(Math.max(ctx.store.last, 1))) built = ""; // back from a zoom: the axis has grown since
      build();
      place();
    });
    gd.on("plotly_relayouting", place);
  }

  listenToTaps(
    stage,
    () => map,
    (x) => {
      const t = Math.round(gd._fullLayout.xaxis.p2d(x - map.left));
      ctx.goTo(Math.max(0, Math.min(t, ctx.store.last)));
    },
  );

  /** Put the clip over the plot area, as it is zoomed now. */
  function place() {
    map = drawnMapping(gd);
    Object.assign(clip.style, {
      left: `${map.left}px`,
      top: `${map.top}px`,
      width: `${map.width}px`,
      height: `${map.height}px`,
    });
    if (!last) return;
    marks.put(run, (t) => `${map.x(t) - map.left}px`);
    move(last);
  }

  function move(frame) {
    if (!map) return;
    const x = map.x(frame.t) - map.left;
    const y = map.y(frame.trainLoss) - map.top;
    cursor.style.transform = `translateX(${x - 1}px)`;
    const seen = frame.computed("loss", 0) && Number.isFinite(y);
    dot.style.transform = seen ? `translate(${x - 5}px, ${y - 5}px)` : "translate(-100px, 0)";
  }

  function tell(frame) {
    const known = frame.computed("loss", 0);
    setText(train, known ? `train ${short(frame.trainLoss, 4)}` : "not computed");
    setText(test, known && run.n_test ? `test ${short(frame.testLoss, 4)}` : "");
    setText(
      accuracy,
      known && Number.isFinite(frame.trainAccuracy)
        ? run.n_test
          ? `test accuracy ${frame.testAccuracy.toFixed(3)}`
          : `accuracy ${frame.trainAccuracy.toFixed(3)}`
        : "",
    );
  }

  function figure() {
    const shape = {
      ...layout(),
      ...legendInside(palette),
      shapes: [
        {
          type: "line",
          x0: last.t,
          x1: last.t,
          yref: "paper",
          y0: 0,
          y1: 1,
          line: { color: css(palette.sel), width: 2 },
        },
      ],
    };
    for (const name of ["xaxis", "yaxis"])
      shape[name] = { ...shape[name], autorange: false, range: gd._fullLayout[name].range.slice() };
    return { data: traces(), layout: withAxes(shape, "iteration", "loss") };
  }

  const view = {
    element,
    update(frame) {
      last = frame;
      prepare();
      build();
      move(frame);
      tell(frame);
    },
    rest(frame) {
      view.update(frame);
      const { trainLoss, testLoss, t } = frame;
      const parts = [
        `Loss over iterations 0 to ${ctx.store.last}. At iteration ${t}: training ${short(trainLoss, 5)}`,
      ];
      if (run.n_test) parts.push(`test ${short(testLoss, 5)}`);
      const label = minus(
        `${parts.join(", ")}.${isSum() ? " A sum over samples." : ""}${ctx.store.diverged ? ` Diverged at iteration ${ctx.store.diverged.iteration}.` : ""}${interventionsSentence(run)}`,
      );
      if (clip.getAttribute("aria-label") !== label) clip.setAttribute("aria-label", label);
    },
    resize() {
      fit = false;
      if (last) view.update(last);
    },
    destroy() {
      ctx.Plotly?.purge(gd);
      element.replaceChildren();
    },
  };
  return view;
}
