// The map of the samples as a figure of Plotly's, with its axes: to be saved.
import { shapeName } from "../core/class_shapes.js";
import { classColor, css, mix } from "../core/colors.js";
import { axis, baseLayout } from "../core/plotly_theme.js";
import { withClasses } from "../save/axes.js";
/** @import { Palette, SampleMap, WalkData } from "../types.d.ts" */
/** @import { Picture } from "../save/files.js" */

const BOX = { width: 480, height: 420, margin: { l: 56, r: 12, t: 8, b: 44 } }; // pixels

/**
 * @param {SampleMap} map
 * @param {number} value a class, or a target from 0 to 1
 * @param {Palette} palette
 */
export const pointColor = (map, value, palette) =>
  css(map.classes ? classColor(value, map.classes, palette) : mix(palette.c0, palette.c1, value));

/**
 * What the map shows, part by part: its axes, and which samples.
 * @param {WalkData} data
 * @returns {string[]}
 */
function parts({ map, sample }) {
  const [across, up] = map.axes;
  const found = [`${across}${up ? ` across, ${up} up` : ""}`];
  const someInBatch = sample.set === "train" && map.points.some((point) => !point[4]);
  if (someInBatch) found.push("in full colour: this batch");
  if (!map.all) found.push("not all are drawn");
  return found;
}

/**
 * What the map shows.
 * @param {WalkData} data
 */
export const aboutMap = (data) => parts(data).join("; ");

/**
 * @param {HTMLElement} card whose font it takes
 * @param {WalkData} data
 * @param {Palette} palette
 * @returns {Picture}
 */
export function mapPicture(card, data, palette) {
  const { map, sample, iteration } = data;
  const whose = sample.set === "test" ? "test" : "training";
  const number = sample.index + 1;
  const title = `The ${whose} samples, sample ${number} ringed, at iteration ${iteration}`;
  const [, ...which] = parts(data);
  const figure = { data: traces(data, palette), layout: layout(card, map, palette) };
  return {
    page: "sample",
    name: `map-sample-${number}`,
    iteration,
    colors: { ink: css(palette.ink), card: css(palette.card) },
    title: [title, ...which].join("; "),
    figure: withClasses(figure, map.names, palette),
  };
}

/**
 * The samples outside of the batch, those in it, and a ring around the followed one.
 * @param {WalkData} data
 * @param {Palette} palette
 */
function traces({ map, sample }, palette) {
  const dots = [0, 1].map((batch) => {
    const points = map.points.filter((point) => point[4] === batch);
    return trace(points, {
      size: batch ? 7 : 5,
      opacity: batch ? 0.9 : 0.3,
      color: points.map((point) => pointColor(map, point[3], palette)),
      symbol: points.map((point) => shapeName(map.classes ? point[3] : 0)),
    });
  });
  const own = map.points.filter(([index]) => index === sample.index);
  const ring = { size: 16, symbol: "circle-open", color: css(palette.sel), line: { width: 3 } };
  return [...dots, trace(own, ring)];
}

/**
 * @param {SampleMap["points"]} points
 * @param {object} marker
 */
const trace = (points, marker) => ({
  type: "scatter",
  mode: "markers",
  x: points.map((point) => point[1]),
  y: points.map((point) => point[2]),
  text: points.map((point) => `sample ${point[0] + 1}`),
  hovertemplate: "%{text}<br>(%{x}, %{y})<extra></extra>",
  marker,
});

/**
 * @param {HTMLElement} card
 * @param {SampleMap} map
 * @param {Palette} palette
 */
function layout(card, map, palette) {
  const [xmin, xmax, ymin, ymax] = map.extent;
  const [across, up] = map.axes;
  const named = (/** @type {string|undefined} */ text) => ({
    title: { text: text ?? "", standoff: 4, font: { size: 12 } },
  });
  return {
    ...baseLayout(card, palette, BOX),
    hovermode: "closest",
    xaxis: axis(palette, true, { range: [xmin, xmax], ...named(across) }),
    yaxis: axis(palette, Boolean(up), {
      range: [ymin, ymax],
      scaleanchor: "x",
      showticklabels: Boolean(up),
      ...named(up),
    }),
  };
}
