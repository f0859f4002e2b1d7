// The decision boundary: what the network answers everywhere in the plane, with the samples in it.
// Plotly gives axes and zoom; surface, line and samples are drawn on a canvas in its plotting area.
import { createAxes, axisColors } from "./axes.js";
import { fitCanvas, hatching, make, pointerNote, segmented } from "./canvas.js";
import { css } from "./colors.js";
import { forward } from "./net.js";
import { minus } from "./notation.js";
import { drawPoints, drawRings, labelOf, nearest, planePoints, pointColors, pullShares } from "./points.js";
import { Surface, decisions, kindOf, zeroLine } from "./surface.js";
import { mapResolution, unitMaps } from "./unit_maps.js";

const MARGIN = { l: 34, r: 8, t: 2, b: 24 };
const REACH = 10; // pixels from a sample that still mean it
const SIZES = [["equal", "equal size"], ["pull", "size: pull"], ["selected", "size: pull on selected"]];

/** @param {HTMLElement} element @param {object} ctx */
export function createBoundary(element, ctx) {
  const head = make("div", "bpl-head", element);
  const title = make("h2", "", head);
  const choice = make("span", "bpl-choice", head);
  const size = make("select", "bpl-select", choice, { "aria-label": "Size of the points", title: "Pull: how long the gradient of the sample itself is, or what it adds to the selected weight" });
  for (const [value, text] of SIZES) make("option", "", size, { value }).textContent = text;
  size.addEventListener("change", () => ctx.setSetting("size", size.value));
  const showPoints = segmented(choice, "Points show", [["train", "train"], ["test", "test"], ["both", "both"]], (v) => ctx.setSetting("points", v));
  const stage = make("div", "bpl-plot", element, { "data-testid": "boundary", role: "img" });
  const canvas = make("canvas", "bpl-under", stage);
  const figure = make("div", "bpl-figure", stage);
  const note = pointerNote(stage, "boundary-readout");
  const surface = new Surface();
  const axes = createAxes(figure, ctx, MARGIN, layout, () => shown && draw(shown, false));
  let run = null;
  let sets = null;
  let colors = { key: "", train: [], test: [] };
  let shown = null;
  let drawnFor = null;
  let zoomed = null; // maps of the visible part, when it is not the whole plane

  function layout() {
    const { axis } = axisColors(ctx.palette);
    const [x0, x1, y0, y1] = ctx.run.extent;
    const both = { ...axis, zeroline: false, showgrid: false, ticks: "outside", ticklen: 3, nticks: 6 };
    return { traces: [{ type: "scatter", x: [], y: [], hoverinfo: "skip" }], layout: { xaxis: { ...both, range: [x0, x1] }, yaxis: { ...both, range: [y0, y1] }, dragmode: "zoom", hovermode: false, uirevision: ctx.run.id + ctx.run.extent } };
  }

  function prepare() {
    if (run !== ctx.run) {
      run = ctx.run;
      sets = { train: planePoints(run, "train"), test: planePoints(run, "test") };
      zoomed = null;
      const where = run.plane ? `, in the plane of the ${run.plane.title}` : "";
      title.textContent = `${run.task === "regression" ? "Prediction" : "Decision boundary"}${where}`;
    }
    const key = `${run.id} ${ctx.palette.name}`;
    if (colors.key !== key) colors = { key, train: pointColors(run, "train", ctx.palette), test: pointColors(run, "test", ctx.palette) };
    const wanted = `${key} ${Boolean(ctx.Plotly)} ${figure.clientWidth} ${figure.clientHeight}`;
    if (drawnFor !== wanted) {
      drawnFor = wanted;
      axes.draw();
    }
    showPoints(ctx.settings.points);
    if (size.value !== ctx.settings.size) size.value = ctx.settings.size;
  }

  /** From data to pixels of the plotting area. */
  function scales() {
    const [x0, x1, y0, y1] = run.extent;
    const area = axes.area();
    const [left, right] = axes.range("xaxis", [x0, x1]);
    const [bottom, top] = axes.range("yaxis", [y0, y1]);
    return { area, left, right, bottom, top, x: (v) => ((v - left) / (right - left)) * area.width, y: (v) => ((top - v) / (top - bottom)) * area.height };
  }

  function pixels(set, to) {
    const { n, x, y } = sets[set];
    return { n, x: x.map(to.x), y: y.map(to.y) };
  }

  function draw(frame, moving) {
    shown = frame;
    prepare();
    const to = scales();
    const { area } = to;
    Object.assign(canvas.style, { left: `${area.left}px`, top: `${area.top}px` });
    const brush = fitCanvas(canvas, area.width, area.height);
    if (!frame.computed("a", run.sizes.length - 1)) {
      brush.fillStyle = hatching(brush, ctx.palette);
      brush.fillRect(0, 0, area.width, area.height);
      hole(brush, area, "not computed");
    } else drawSurface(brush, frame, to, moving);
    const which = ctx.settings.points;
    if (which !== "test") drawPoints(brush, ctx, pixels("train", to), colors.train, { indices: frame.indices, shares: pullShares(ctx, frame) });
    if (which !== "train" && run.n_test) drawRings(brush, pixels("test", to), colors.test);
    drawSelected(brush, to);
  }

  function drawSurface(brush, frame, to, moving) {
    if (moving || zoomed?.t !== frame.t) zoomed = null;
    const maps = zoomed?.maps ?? ctx.maps(frame);
    const [x0, x1, y0, y1] = zoomed?.extent ?? run.extent;
    const R = maps.resolution;
    brush.imageSmoothingEnabled = true;
    brush.drawImage(surface.paint(run, maps, ctx.palette), to.x(x0), to.y(y1), to.x(x1) - to.x(x0), to.y(y0) - to.y(y1));
    brush.strokeStyle = css(ctx.palette.ink);
    brush.lineWidth = 1.6;
    brush.beginPath();
    const [left, top] = [to.x(x0), to.y(y1)];
    const [across, down] = [(to.x(x1) - left) / R, (to.y(y0) - top) / R];
    for (const field of decisions(run, maps.a.at(-1), R * R)) {
      zeroLine(field, R, (ax, ay, bx, by) => {
        brush.moveTo(left + ax * across, top + ay * down);
        brush.lineTo(left + bx * across, top + by * down);
      });
    }
    brush.stroke();
  }

  function hole(brush, area, text) {
    brush.fillStyle = css(ctx.palette.mute);
    brush.font = "13px sans-serif";
    brush.textAlign = "center";
    brush.fillText(text, area.width / 2, area.height / 2);
  }

  function drawSelected(brush, to) {
    for (const [s, width] of [[ctx.hovered, 1.5], [ctx.selection, 2.5]]) {
      if (s?.kind !== "point") continue;
      const { x, y } = sets[s.set];
      brush.strokeStyle = css(ctx.palette.sel);
      brush.lineWidth = width;
      brush.beginPath();
      brush.arc(to.x(x[s.index]), to.y(y[s.index]), 8, 0, 2 * Math.PI);
      brush.stroke();
    }
  }

  /** The sample under a position in the plotting area. */
  function sampleAt(x, y, to) {
    for (const set of ["train", "test"]) {
      if (set === "test" ? ctx.settings.points === "train" : ctx.settings.points === "test") continue;
      const index = nearest(pixels(set, to), x, y, REACH);
      if (index >= 0) return { kind: "point", set, index };
    }
    return null;
  }

  function position(event) {
    const box = stage.getBoundingClientRect();
    const to = scales();
    const [x, y] = [event.clientX - box.left - to.area.left, event.clientY - box.top - to.area.top];
    return { x, y, to, inside: x >= 0 && y >= 0 && x <= to.area.width && y <= to.area.height };
  }

  function hover(event) {
    if (!shown || event.buttons) return note.hide();
    const { x, y, to, inside } = position(event);
    if (!inside) return leave();
    const sample = sampleAt(x, y, to);
    ctx.hover(sample);
    const [u, v] = [to.left + (x / to.area.width) * (to.right - to.left), to.top - (y / to.area.height) * (to.top - to.bottom)];
    note.show(readout(run, shown, sample, u, v), x + to.area.left, y + to.area.top);
    return undefined;
  }

  function leave() {
    note.hide();
    if (ctx.hovered?.kind === "point") ctx.hover(null);
  }

  let pressed = null;
  const press = (event) => { pressed = [event.clientX, event.clientY]; };
  const release = (event) => {
    if (!shown || !pressed || Math.hypot(event.clientX - pressed[0], event.clientY - pressed[1]) > 4) return;
    const { x, y, to, inside } = position(event);
    const sample = inside ? sampleAt(x, y, to) : null;
    if (sample) ctx.select(sample);
  };
  stage.addEventListener("pointermove", hover);
  stage.addEventListener("pointerleave", leave);
  stage.addEventListener("pointerdown", press, true);
  // Plotly covers the page while it drags: the release may come anywhere.
  document.addEventListener("pointerup", release, true);

  return {
    update: (frame, { moving }) => draw(frame, moving),
    rest(frame) {
      if (frame.computed("a", run.sizes.length - 1)) sharpen(frame);
      stage.setAttribute("aria-label", describe(run, frame));
    },
    resize() {
      if (shown) draw(shown, false);
    },
    destroy() {
      document.removeEventListener("pointerup", release, true);
      axes.destroy();
    },
  };

  /** Zoomed in, the visible part is evaluated anew at full resolution. */
  function sharpen(frame) {
    const to = scales();
    const extent = [to.left, to.right, to.bottom, to.top];
    if (extent.every((v, k) => Math.abs(v - run.extent[k]) < 1e-9)) return;
    const maps = unitMaps({ ...run, extent }, frame, mapResolution(run, false));
    zoomed = { t: frame.t, extent, maps };
    draw(frame, false);
  }
}

/** What the pointer is on, in words and exact numbers. */
function readout(run, frame, sample, u, v) {
  if (!frame.computed("a", run.sizes.length - 1)) return ["not computed yet in this walk"];
  const d = run.sizes[0];
  let inputs = [u, v].slice(0, d);
  const lines = [];
  if (sample) {
    inputs = Array.from(run[`X_${sample.set}`].subarray(sample.index * d, (sample.index + 1) * d));
    const label = labelOf(run, sample.set, sample.index);
    const target = label < 0 ? `y ${number(run[`y_${sample.set}`][sample.index])}` : `class ${run.class_names[label] ?? label}`;
    lines.push(`${sample.set === "test" ? "test" : "training"} sample ${sample.index + 1}, ${target}`);
  } else if (run.plane) {
    inputs = Array.from({ length: d }, (_, i) => run.plane_mean[i] + u * run.plane_axes[i] + v * run.plane_axes[d + i]);
    lines.push(`components ${number(u)}, ${number(v)}`);
  }
  if (d <= 2) lines.push(inputs.map((x, i) => `${run.feature_names[i] ?? `x${i + 1}`} ${number(x)}`).join("  "));
  const out = Array.from(forward(run, frame.W, frame.b, inputs).a.at(-1));
  if (kindOf(run) !== "classes") return [...lines, `ŷ ${number(out[0])}`];
  const best = out.indexOf(Math.max(...out));
  return [...lines, `class ${run.class_names[best] ?? best}: ${number(out[best])}`];
}

const number = (v) => minus(String(Number(v.toPrecision(5))));

function describe(run, frame) {
  const what = run.task === "regression" ? "Predicted value over the plane" : "Predicted class over the plane";
  const accuracy = Number.isFinite(frame.trainAccuracy) ? `, training accuracy ${frame.trainAccuracy.toFixed(3)}` : "";
  return `${what} at iteration ${frame.t}: ${run.n_train} training samples, training loss ${frame.trainLoss.toFixed(4)}${accuracy}.`;
}
