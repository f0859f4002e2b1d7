// The losses of all runs in one plot. Plotly draws the curves once a stretch; a step moves a line
// and letters over them.
import { css } from "../core/colors.js";
import { make, segmented } from "../core/elements.js";
import { hintOf } from "../core/hints.js";
import { minus, short } from "../core/notation.js";
import { axis, baseLayout, CONFIG, drawnMapping, legendInside } from "../core/plotly_theme.js";
import { listenToTaps } from "../core/tap.js";
import { thinned } from "../core/thin.js";
import { withAxes } from "../save/axes.js";
import { createSaveMenu } from "../save/menu.js";
import { comparePicture } from "../save/pictures.js";
import { axisEnd } from "../views/loss.js";
import { LETTERS, plotlyLine } from "./run_style.js";
/** @import { CompareController } from "./controller.js" */

const MARGIN = { l: 50, r: 16, t: 6, b: 22 };
const LETTER = 16; // pixels that a letter takes
const NAMES = { trainLoss: "training-loss", testLoss: "test-loss", accuracy: "accuracy" }; // in files' names
const QUANTITIES = [
  ["trainLoss", "train"],
  ["testLoss", "test"],
  ["accuracy", "accuracy"],
];

/**
 * @param {HTMLElement} element the empty card
 * @param {CompareController} controller
 * @returns the view
 */
export function createCompareLoss(element, controller) {
  element.dataset.testid = "losses";
  const head = make("div", "bpl-head", element);
  const title = make("h2", "", head);
  const showQuantity = segmented(head, "Curves", QUANTITIES, (name) => {
    quantity = name;
    redraw();
  });
  const log = make("button", "bpl-plot-toggle", head, {
    type: "button",
    "aria-pressed": "false",
    title: hintOf("log scale"),
  });
  log.textContent = "log scale";
  log.addEventListener("click", () => {
    logScale = !logScale;
    redraw();
  });
  createSaveMenu(head, "curves", () =>
    last && map
      ? comparePicture(
          palette,
          last[0],
          NAMES[quantity],
          `${title.textContent} of runs ${LETTERS.slice(0, joined.stores.length).split("").join(", ")}, the cursor`,
          { figure: figure() },
        )
      : null,
  );
  const stage = make("div", "bpl-plot", element);
  const gd = make("div", "bpl-plotly", stage);
  const clip = make("div", "bpl-loss-clip", stage, { role: "img", "aria-label": "Losses" });
  const cursor = make("i", "bpl-cursor", clip);

  let [quantity, logScale] = ["trainLoss", false];
  let [joined, palette, box, map, drawn, last, letters] = [null, null, null, null, "", null, []];
  let end = 0; // of the iterations' axis; it stays while somebody has zoomed

  const [hasTest, hasClasses] = [
    () => joined.stores.some(({ run }) => run.n_test),
    () => joined.stores.some(({ run }) => run.task === "classification"),
  ];
  const valuesOf = (store) => {
    const { curves, run } = store;
    if (quantity === "accuracy") return run.n_test ? curves.testAccuracy : curves.trainAccuracy;
    return curves[quantity];
  };
  const isZoomed = () =>
    gd._fullLayout?.xaxis.range.some((value, k) => Math.abs(value - [0, end][k]) > 1e-9 * end) ??
    false;

  function redraw() {
    drawn = "";
    if (last) view.update(...last);
  }

  function prepare() {
    palette = controller.palette;
    showQuantity(quantity);
    for (const [k, button] of [...head.querySelectorAll(".bpl-seg button")].entries())
      button.hidden = (k === 1 && !hasTest()) || (k === 2 && !hasClasses());
    log.hidden = quantity === "accuracy";
    if (log.getAttribute("aria-pressed") !== String(logScale))
      log.setAttribute("aria-pressed", String(logScale));
    const text =
      quantity === "accuracy"
        ? hasTest()
          ? "Test accuracy"
          : "Accuracy"
        : quantity === "testLoss"
          ? "Test loss"
          : "Training loss";
    if (title.textContent !== text) title.textContent = text;
    if (box) return;
    box = {
      width: element.clientWidth,
      height: Math.max(100, element.clientHeight - stage.offsetTop - 4),
    };
    stage.style.height = `${box.height}px`;
  }

  function traces() {
    const out = joined.stores.map((store, k) => {
      const { x, y } = thinned(valuesOf(store));
      return {
        type: "scatter",
        mode: "lines",
        name: LETTERS[k],
        x,
        y,
        line: plotlyLine(k, palette),
        hovertemplate: `${LETTERS[k]} %{y:.6~g}<extra></extra>`,
      };
    });
    for (const [k, store] of joined.stores.entries()) {
      if (!store.diverged) continue;
      const y = valuesOf(store)[store.historyRows - 1];
      out.push({
        type: "scatter",
        mode: "markers",
        x: [store.diverged.iteration],
        y: [y],
        cliponaxis: false,
        hovertemplate: `${LETTERS[k]} diverged here<extra></extra>`,
        marker: { symbol: "x", size: 10, color: css(palette.bad) },
      });
    }
    return out;
  }

  function layout() {
    if (!isZoomed()) end = axisEnd(Math.max(joined.last, 1));
    const isLog = logScale && quantity !== "accuracy";
    const y =
      quantity === "accuracy"
        ? { range: [0, 1.02], tickvals: [0, 0.25, 0.5, 0.75, 1] }
        : isLog
          ? { type: "log", autorange: true, nticks: 5, tickformat: ".3~g" }
          : {
              rangemode: "tozero",
              autorange: true,
              nticks: 6,
              exponentformat: "e",
              minexponent: 4,
            };
    return {
      ...baseLayout(element, palette, { ...box, margin: MARGIN }),
      hovermode: "x unified",
      hoverdistance: -1,
      uirevision: `${joined.run.id} ${quantity} ${isLog}`,
      xaxis: axis(palette, false, {
        range: [0, end],
        nticks: 6,
        unifiedhovertitle: { text: "iteration %{x}" },
      }),
      yaxis: axis(palette, true, y),
    };
  }

  function build() {
    const { Plotly } = controller;
    if (!Plotly) return;
    const key = [
      joined.run.id,
      palette.name,
      box.width,
      box.height,
      logScale,
      quantity,
      ...joined.stores.flatMap((s) => [s.historyVersion, s.diverged?.iteration]),
    ].join();
    if (key === drawn) return;
    const first = !gd._fullLayout;
    drawn = key;
    // The configuration once: another one, an equal one too, makes Plotly begin anew and lose the
    // zoom.
    Plotly.react(gd, traces(), layout(), first ? CONFIG : undefined);
    place();
    if (!first) return;
    gd.on("plotly_relayout", () => {
      if (!isZoomed() && end !== axisEnd(Math.max(joined.last, 1))) drawn = "";
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
      controller.goTo(Math.max(0, Math.min(t, joined.last)));
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
    if (last) move(...last);
  }

  /**
   * The line at the iteration, and each run's letter on its curve, beside each other where they
   * would lie on each other.
   */
  function move(t, frames) {
    if (!map) return;
    cursor.style.transform = `translateX(${map.x(t) - map.left - 1}px)`;
    const taken = [];
    frames.forEach((frame, k) => {
      const exact = map.y(valuesOf(joined.stores[k])[frame.t]) - map.top;
      const y = Math.max(LETTER / 2, Math.min(map.height - LETTER / 2, exact)); // whole, at the edge too
      if (!Number.isFinite(exact)) {
        letters[k].style.transform = "translate(-100px, 0)";
        return;
      }
      const at = map.x(frame.t) - map.left;
      let x =
        at < 0 || at > map.width ? at : Math.max(LETTER / 2, Math.min(map.width - LETTER / 2, at));
      const room = x < map.width / 2 ? 1 : -1;
      while (taken.some(([a, b]) => Math.abs(a - x) < LETTER && Math.abs(b - y) < LETTER))
        x += room * LETTER;
      taken.push([x, y]);
      letters[k].style.transform = `translate(${x - LETTER / 2}px, ${y - LETTER / 2}px)`;
    });
  }

  function figure() {
    const [t] = last;
    const shape = {
      ...layout(),
      ...legendInside(palette),
      shapes: [
        {
          type: "line",
          x0: t,
          x1: t,
          yref: "paper",
          y0: 0,
          y1: 1,
          line: { color: css(palette.sel), width: 2 },
        },
      ],
    };
    for (const name of ["xaxis", "yaxis"])
      shape[name] = { ...shape[name], autorange: false, range: gd._fullLayout[name].range.slice() };
    return {
      data: traces(),
      layout: withAxes(shape, "iteration", title.textContent.toLowerCase()),
    };
  }

  const view = {
    setRuns(now) {
      for (const letter of letters) letter.remove();
      [joined, drawn, last] = [now, "", null];
      if (quantity === "testLoss" && !hasTest()) quantity = "trainLoss";
      if (quantity === "accuracy" && !hasClasses()) quantity = "trainLoss";
      letters = joined.stores.map((_, k) => {
        const letter = make("b", "bpl-run-letter", clip);
        letter.textContent = LETTERS[k];
        return letter;
      });
    },
    update(t, frames) {
      last = [t, frames];
      prepare();
      build();
      move(t, frames);
    },
    rest(t, frames) {
      view.update(t, frames);
      const parts = frames.map(
        (frame, k) => `${LETTERS[k]} ${short(valuesOf(joined.stores[k])[frame.t], 5)}`,
      );
      const label = minus(
        `${title.textContent} of ${frames.length === 1 ? "one run" : `${frames.length} runs`} over iterations 0 to ${joined.last}. At iteration ${t}: ${parts.join(", ")}.`,
      );
      if (clip.getAttribute("aria-label") !== label) clip.setAttribute("aria-label", label);
    },
    resize() {
      box = null;
      redraw();
    },
    destroy() {
      controller.Plotly?.purge(gd);
      element.replaceChildren();
    },
  };
  return view;
}
