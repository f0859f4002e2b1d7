// How large the gradient of each layer is, of all runs: a line a run over the layers, on a
// logarithmic axis.
import { fitCanvas } from "../core/canvas.js";
import { css } from "../core/colors.js";
import { make } from "../core/elements.js";
import { short, sup } from "../core/notation.js";
import { axis, baseLayout, legendInside } from "../core/plotly_theme.js";
import { createSaveMenu } from "../save/menu.js";
import { comparePicture } from "../save/pictures.js";
import { LETTERS, plotlyLine, runStyle } from "./run_style.js";
/** @import { Frame } from "../run/frame.js" */
/** @import { CompareController } from "./controller.js" */

const MARGIN = { l: 50, r: 28, t: 10, b: 22 };
const LOWEST = 1e-300; // below it there is no power of ten to speak of
const LETTER = 14;

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
 * @param {HTMLElement} element the empty card
 * @param {CompareController} controller
 * @returns the view
 */
export function createCompareNorms(element, controller) {
  element.dataset.testid = "norms";
  const head = make("div", "bpl-head", element);
  const title = make("h2", "", head);
  createSaveMenu(head, "norms of the gradients", () =>
    last
      ? comparePicture(controller.palette, last[0], "gradient-norms", "‖dW‖ of each layer", {
          figure: figure(),
        })
      : null,
  );
  const stage = make("div", "bpl-plot", element);
  const canvas = make("canvas", "", stage, { role: "img", "aria-label": "Norms of the gradients" });
  const table = make("table", "bpl-hidden", element, { "data-testid": "norms-table" });
  let [joined, box, brush, norms, exact, range, depth, last] = [
    null,
    null,
    null,
    [],
    null,
    null,
    1,
    null,
  ];

  function measure() {
    if (box) return;
    box = {
      width: element.clientWidth,
      height: Math.max(100, element.clientHeight - stage.offsetTop - 4),
    };
    stage.style.height = `${box.height}px`;
    brush = fitCanvas(canvas, box.width, box.height);
  }

  /**
   * Whole powers of ten around what has been seen; it only grows, so that nothing trembles while it
   * plays.
   */
  function widen() {
    for (const value of norms.flat()) {
      if (!(value > LOWEST)) continue;
      const power = Math.log10(value);
      range = range
        ? [Math.min(range[0], Math.floor(power)), Math.max(range[1], Math.ceil(power))]
        : [Math.floor(power), Math.ceil(power)];
    }
    if (range && range[0] === range[1]) range[1]++;
  }

  const x = (l) => MARGIN.l + ((l - 1 + 0.5) / depth) * (box.width - MARGIN.l - MARGIN.r);
  const y = (value) => {
    const h = box.height - MARGIN.t - MARGIN.b;
    if (!range || !(value > LOWEST)) return MARGIN.t + h; // zero stands on the floor
    return MARGIN.t + h * (1 - (Math.log10(value) - range[0]) / (range[1] - range[0]));
  };

  function paintAxes(palette) {
    brush.font = `12px ${getComputedStyle(element).fontFamily}`;
    [brush.fillStyle, brush.strokeStyle, brush.lineWidth] = [
      css(palette.mute),
      css(palette.line),
      1,
    ];
    [brush.textAlign, brush.textBaseline] = ["right", "middle"];
    const [low, high] = range ?? [0, 1];
    const step = Math.max(
      1,
      Math.ceil((high - low) / Math.max(1, Math.floor((box.height - MARGIN.t - MARGIN.b) / 28))),
    );
    for (let power = high; range && power >= low; power -= step) {
      const py = Math.round(y(10 ** power)) + 0.5;
      brush.beginPath();
      brush.moveTo(MARGIN.l, py);
      brush.lineTo(box.width - MARGIN.r, py);
      brush.stroke();
      brush.fillText(`10${power < 0 ? "⁻" : ""}${sup(Math.abs(power))}`, MARGIN.l - 6, py);
    }
    brush.textAlign = "center";
    const every = Math.ceil((depth * 46) / (box.width - MARGIN.l - MARGIN.r));
    for (let l = 1; l <= depth; l += every)
      brush.fillText(
        every > 1 || depth > 6 ? `${l}` : `layer ${l}`,
        x(l),
        box.height - MARGIN.b + 12,
      );
  }

  function paint() {
    const { palette } = controller;
    brush.clearRect(0, 0, box.width, box.height);
    paintAxes(palette);
    const ends = [];
    norms.forEach((values, k) => {
      const { color, dash } = runStyle(k, palette);
      [brush.strokeStyle, brush.fillStyle, brush.lineWidth] = [color, color, 1.8];
      brush.setLineDash(dash);
      brush.beginPath();
      values.forEach((value, p) => brush.lineTo(x(p + 1), y(value)));
      brush.stroke();
      brush.setLineDash([]);
      values.forEach((value, p) => {
        brush.beginPath();
        brush.arc(x(p + 1), y(value), 3, 0, 2 * Math.PI);
        brush.fill();
      });
      ends.push({ k, x: x(values.length) + 12, y: y(values.at(-1)) });
    });
    ends.sort((a, b) => a.y - b.y);
    let free = -Infinity;
    for (const end of ends) {
      free = Math.max(end.y, free + LETTER);
      end.place = free;
    }
    const over = Math.max(0, free - (box.height - MARGIN.b));
    brush.fillStyle = css(palette.ink);
    for (const end of ends) brush.fillText(LETTERS[end.k], end.x, end.place - over);
  }

  function tabulate() {
    const rows = norms.map((values, k) => {
      const row = make("tr", "");
      make("th", "", row, { scope: "row" }).textContent = LETTERS[k];
      values.forEach((value, p) => {
        make("td", "", row, {
          "data-testid": `norm-${LETTERS[k]}-${p + 1}`,
          "data-value": String(value),
        }).textContent = short(value, 4);
      });
      return row;
    });
    table.replaceChildren(...rows);
  }

  /** The same for Plotly, with the numbers to hover. */
  function figure() {
    const { palette } = controller;
    const data = norms.map((values, k) => ({
      type: "scatter",
      mode: "lines+markers",
      name: LETTERS[k],
      x: values.map((_, p) => p + 1),
      y: values,
      line: plotlyLine(k, palette),
      hovertemplate: `${LETTERS[k]}, layer %{x}: %{y:.6~g}<extra></extra>`,
    }));
    const shape = {
      ...baseLayout(element, palette, { ...box, margin: { ...MARGIN, l: 64, b: 40 } }),
      ...legendInside(palette),
      hovermode: "closest",
      xaxis: axis(palette, false, {
        range: [0.5, depth + 0.5],
        dtick: 1,
        title: { text: "layer", standoff: 4 },
      }),
      yaxis: axis(palette, true, {
        type: "log",
        autorange: true,
        nticks: 6,
        exponentformat: "power",
      }),
    };
    return { data, layout: shape };
  }

  const view = {
    setRuns(now) {
      [joined, range, exact] = [now, null, null];
      depth = Math.max(...joined.stores.map(({ run }) => run.sizes.length - 1));
    },
    /** @param {{iteration: number, norms: Record<string, number[]>}} detail */
    receiveExact(detail) {
      exact = detail;
    },
    update(t, frames) {
      last = [t, frames];
      const text = `‖dW‖ of each layer at iteration ${t}`;
      if (title.textContent !== text) title.textContent = text;
      norms = frames.map(normsOf);
      measure();
      widen();
      paint();
    },
    rest(t, frames) {
      view.update(t, frames);
      if (exact?.iteration === t)
        norms = norms.map((values, k) => exact.norms[joined.stores[k].run.id] ?? values);
      tabulate();
      const parts = norms.map(
        (values, k) => `${LETTERS[k]} ${values.map((value) => short(value, 3)).join(", ")}`,
      );
      canvas.setAttribute(
        "aria-label",
        `Norm of dW, layer by layer from the first, at iteration ${t}: ${parts.join("; ")}. Logarithmic axis.`,
      );
      canvas.title = parts.join("\n");
    },
    resize() {
      box = null;
      if (last) view.update(...last);
    },
    destroy: () => element.replaceChildren(),
  };
  return view;
}
