// The heatmaps as one figure of Plotly's: a heatmap a layer, the biases a row below the weights,
// every exact value to hover.
import { css, sequential, signed } from "../core/colors.js";
import { exact, short, sup, twoFigures, unitName } from "../core/notation.js";
import { baseLayout } from "../core/plotly_theme.js";
import { isComputed, largestSize, QUANTITIES } from "../run/quantities.js";
import { cellName } from "./cells.js";
/** @import { Context, Palette } from "../types.d.ts" */
/** @import { Frame } from "../run/frame.js" */

const [TOP, BOTTOM, LEFT, GAP, BAR] = [30, 44, 48, 64, 76]; // pixels; BAR: for the colours
const [BIAS_AT, MOST_NAMES, NUMBER_WIDTH, ROOM] = [0.35, 24, 36, { least: 90, most: 300 }];
const STEPS = 32;

/**
 * @param {Palette} palette
 * @param {boolean} isSigned
 * @returns {[number, string][]}
 */
const colorscale = (palette, isSigned) =>
  Array.from({ length: STEPS + 1 }, (_, k) => [
    k / STEPS,
    css(isSigned ? signed((2 * k) / STEPS - 1, palette) : sequential(k / STEPS, palette)),
  ]);

/**
 * @param {HTMLElement} element whose font it takes
 * @param {Context} ctx
 * @param {Frame} frame
 * @param {(frame: Frame, quantity: string, layer: number) => {W: Float64Array, b: Float64Array}}
 *   read
 * @returns {{data: object[], layout: object}}
 */
export function heatmapFigure(element, ctx, frame, read) {
  const {
    run,
    palette,
    settings: { quantity, scale },
  } = ctx;
  const { sizes } = run;
  const { signed: isSigned, title } = QUANTITIES[quantity];
  const L = sizes.length - 1;
  const known = sizes.map((_, l) => l > 0 && isComputed(frame, quantity, l));
  const own = sizes.map((_, l) => (known[l] ? largestSize(read(frame, quantity, l)) : 0));
  const common = Math.max(...own);
  const widths = sizes.map((k) => Math.max(ROOM.least, Math.min(ROOM.most, 56 * k)));
  const width = LEFT + widths.slice(1).reduce((sum, w) => sum + w + GAP, 0) - GAP + BAR;
  const high = Math.max(160, Math.min(420, 28 * Math.max(...sizes.slice(0, -1))));
  const height = TOP + high + BOTTOM;
  const plot = width - LEFT - BAR;
  const layout = {
    ...baseLayout(element, palette, {
      width,
      height,
      margin: { l: LEFT, r: BAR, t: TOP, b: BOTTOM },
    }),
    hovermode: "closest",
    annotations: [],
    paper_bgcolor: css(palette.card),
  };
  const data = [];
  let left = 0;
  for (let l = 1; l <= L; l++) {
    const [rows, columns] = [sizes[l - 1], sizes[l]];
    const [x, y] = [`x${l > 1 ? l : ""}`, `y${l > 1 ? l : ""}`];
    const range = (scale === "layer" ? own[l] : common) || 1;
    const names = (count, nameOf) =>
      count > MOST_NAMES
        ? { nticks: 8 }
        : {
            tickvals: Array.from({ length: count }, (_, k) => k),
            ticktext: Array.from({ length: count }, (_, k) => nameOf(k)),
          };
    const rowNames = names(rows, (i) => unitName(run, l - 1, i));
    if (rowNames.tickvals) {
      rowNames.tickvals.push(rows + BIAS_AT);
      rowNames.ticktext.push("b");
    }
    const axis = {
      showgrid: false,
      zeroline: false,
      ticks: "",
      tickfont: { size: 12, color: css(palette.mute) },
    };
    layout[`xaxis${l > 1 ? l : ""}`] = {
      ...axis,
      domain: [left / plot, (left + widths[l]) / plot],
      anchor: y,
      range: [-0.5, columns - 0.5],
      ...names(columns, (j) => unitName(run, l, j)),
    };
    layout[`yaxis${l > 1 ? l : ""}`] = {
      ...axis,
      domain: [0, 1],
      anchor: x,
      range: [rows + BIAS_AT + 0.5, -0.5],
      ...rowNames,
    };
    const spread = scale === "layer" ? ` ${isSigned ? "±" : "to "}${short(own[l], 2)}` : "";
    layout.annotations.push({
      text: `Layer ${l}, ${rows} × ${columns}${known[l] ? spread : ": not computed"}`,
      x: left / plot,
      xref: "paper",
      xanchor: "left",
      y: 1,
      yref: "paper",
      yanchor: "bottom",
      showarrow: false,
      font: { size: 12, color: css(palette.ink) },
    });
    left += widths[l] + GAP;
    const values = read(frame, quantity, l);
    const part = (z, first, ys) => {
      const at = (f) =>
        ys.map((_, i) =>
          Array.from({ length: columns }, (_, j) => f(z[i * columns + j], first + i, j)),
        );
      const words = (v, i, j) => {
        const { name, ends } = cellName(run, l, i, j, quantity);
        return `${name} ${ends}<br>${exact(v)}`;
      };
      return {
        type: "heatmap",
        xaxis: x,
        yaxis: y,
        x: Array.from({ length: columns }, (_, j) => j),
        y: ys,
        z: known[l] ? at((v) => v) : at(() => null),
        zmin: isSigned ? -range : 0,
        zmax: range,
        colorscale: colorscale(palette, isSigned),
        xgap: 1,
        ygap: 1,
        customdata: known[l] ? at(words) : undefined,
        hovertemplate: "%{customdata}<extra></extra>",
        ...(known[l] &&
          widths[l] / columns >= NUMBER_WIDTH &&
          high / (rows + 1.35) >= 15 && {
            text: at((v) => twoFigures(v)),
            texttemplate: "%{text}",
            textfont: { size: 12 },
          }),
        showscale: l === L && first === 0 && scale !== "layer",
        colorbar: {
          title: { text: title, font: { size: 12 } },
          thickness: 10,
          outlinewidth: 0,
          tickfont: { size: 12, color: css(palette.mute) },
          nticks: 5,
          exponentformat: "e",
          x: 1,
          xpad: 8,
        },
        name: `layer ${l}, ${first ? "b" : `W${sup(l)}`}`,
      };
    };
    data.push(
      part(
        values.W.slice(),
        0,
        Array.from({ length: rows }, (_, i) => i),
      ),
      part(values.b.slice(), rows, [rows + BIAS_AT]),
    );
  }
  return { data, layout };
}
