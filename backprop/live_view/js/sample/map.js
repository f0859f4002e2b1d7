// The samples as a small map: the followed one in amber, the batch's in full colour. A click
// follows another.
import { fitCanvas } from "../core/canvas.js";
import { markPath, shapeName } from "../core/class_shapes.js";
import { classColor, css, mix } from "../core/colors.js";
import { make } from "../core/elements.js";
import { axis, baseLayout } from "../core/plotly_theme.js";
import { withClasses } from "../save/axes.js";
import { createSaveMenu } from "../save/menu.js";
/** @import { Palette } from "../types.d.ts" */
/** @import { Picture } from "../save/files.js" */

const NEAR = 16; // pixels from a point within which a click means it
const PAD = 8;

const SAVED = { width: 480, height: 420, margin: { l: 56, r: 12, t: 8, b: 44 } }; // pixels

/**
 * @param {HTMLElement} card
 * @param {(index: number) => void} choose
 * @param {string} plotlyUrl
 */
export function createMap(card, choose, plotlyUrl) {
  const head = make("div", "bpl-head", card);
  make("h2", "", head).textContent = "Click a sample";
  createSaveMenu(head, "Samples", () => shown && picture(), plotlyUrl);
  const stage = make("div", "bsw-stage", card);
  const canvas = make("canvas", "", stage, {
    "data-testid": "sample-map",
    role: "img",
    "aria-label":
      "The samples; the followed one is ringed. The number field above chooses by keyboard.",
  });
  const about = make("p", "bsw-about", card);
  const list = make("dl", "bsw-facts", card, { "data-testid": "sample-facts" });
  let [places, shown, palette] = [[], null, null];

  function nearest(event) {
    const box = canvas.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    let [best, found] = [NEAR, null];
    for (const place of places) {
      const distance = Math.hypot(place.x - x, place.y - y) - (place.batch ? 2 : 0);
      if (distance < best) [best, found] = [distance, place];
    }
    return found;
  }
  canvas.addEventListener("click", (event) => {
    const place = nearest(event);
    if (place && place.index !== shown.sample.index) choose(place.index);
  });
  canvas.addEventListener("pointermove", (event) => {
    const place = nearest(event);
    canvas.style.cursor = place ? "pointer" : "default";
    canvas.title = place ? `sample ${place.index + 1}` : "";
  });

  const colorOf = (value) =>
    css(
      shown.map.classes
        ? classColor(value, shown.map.classes, palette)
        : mix(palette.c0, palette.c1, value),
    );

  /** What the map shows. */
  function words() {
    const {
      points,
      axes: [across, up],
      all,
    } = shown.map;
    const some = points.some((point) => !point[4]) && shown.sample.set === "train";
    return `${across}${up ? ` across, ${up} up` : ""}${some ? "; in full colour: this batch" : ""}${all ? "" : "; not all are drawn"}`;
  }

  /**
   * The map as a figure of Plotly's, with its axes: to be saved.
   * @returns {Picture}
   */
  function picture() {
    const {
      points,
      extent: [xmin, xmax, ymin, ymax],
      axes: [across, up],
    } = shown.map;
    const { set, index } = shown.sample;
    const own = points.filter(([k]) => k === index);
    const trace = (some, marker) => ({
      type: "scatter",
      mode: "markers",
      x: some.map((p) => p[1]),
      y: some.map((p) => p[2]),
      text: some.map((p) => `sample ${p[0] + 1}`),
      hovertemplate: "%{text}<br>(%{x}, %{y})<extra></extra>",
      marker,
    });
    const dots = [0, 1].map((batch) => {
      const some = points.filter((p) => p[4] === batch);
      return trace(some, {
        size: batch ? 7 : 5,
        opacity: batch ? 0.9 : 0.3,
        color: some.map((p) => colorOf(p[3])),
        symbol: some.map((p) => shapeName(shown.map.classes ? p[3] : 0)),
      });
    });
    const ring = trace(own, {
      size: 16,
      symbol: "circle-open",
      color: css(palette.sel),
      line: { width: 3 },
    });
    const named = (text) => ({ title: { text: text ?? "", standoff: 4, font: { size: 12 } } });
    const layout = {
      ...baseLayout(card, palette, SAVED),
      hovermode: "closest",
      xaxis: axis(palette, true, { range: [xmin, xmax], ...named(across) }),
      yaxis: axis(palette, Boolean(up), {
        range: [ymin, ymax],
        scaleanchor: "x",
        showticklabels: Boolean(up),
        ...named(up),
      }),
    };
    const whose = set === "test" ? "test" : "training";
    const rest = words()
      .split("; ")
      .slice(1)
      .map((part) => `; ${part}`)
      .join("");
    return {
      page: "sample",
      name: `map-sample-${index + 1}`,
      iteration: shown.iteration,
      colors: { ink: css(palette.ink), card: css(palette.card) },
      title: `The ${whose} samples, sample ${index + 1} ringed, at iteration ${shown.iteration}${rest}`,
      figure: withClasses({ data: [...dots, ring], layout }, shown.map.names, palette),
    };
  }

  return {
    /**
     * @param {any} data
     * @param {Palette} colors
     */
    show(data, colors) {
      [shown, palette] = [data, colors];
      const { points, extent } = data.map;
      const [width, height] = [stage.clientWidth, stage.clientHeight];
      const brush = fitCanvas(canvas, width, height);
      brush.clearRect(0, 0, width, height);
      const [xmin, xmax, ymin, ymax] = extent;
      const scale = Math.min((width - 2 * PAD) / (xmax - xmin), (height - 2 * PAD) / (ymax - ymin));
      const centre = [(xmin + xmax) / 2, (ymin + ymax) / 2];
      places = points.map(([index, x, y, value, batch]) => ({
        index,
        value,
        batch,
        x: width / 2 + (x - centre[0]) * scale,
        y: height / 2 - (y - centre[1]) * scale,
      }));
      const sorted = [...places].sort((p, q) => p.batch - q.batch);
      for (const place of sorted) {
        brush.globalAlpha = place.batch ? 0.9 : 0.3;
        brush.fillStyle = colorOf(place.value);
        markPath(
          brush,
          data.map.classes ? place.value : 0,
          place.x,
          place.y,
          place.batch ? 2.6 : 2,
        );
        brush.fill();
      }
      brush.globalAlpha = 1;
      const own = places.find((place) => place.index === data.sample.index);
      if (own) {
        brush.strokeStyle = css(palette.sel);
        brush.lineWidth = 3;
        brush.beginPath();
        brush.arc(own.x, own.y, 7, 0, 2 * Math.PI);
        brush.stroke();
      }
      about.textContent = words();
      list.replaceChildren(
        ...data.facts.flatMap(([word, value]) => {
          const [term, given] = [make("dt", ""), make("dd", "")];
          term.textContent = word;
          given.textContent = value;
          return [term, given];
        }),
      );
    },
  };
}
