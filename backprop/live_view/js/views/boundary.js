// The decision boundary. Plotly has the axes, the zoom, the hover, the clicks; what changes with
// every iteration is painted on one canvas behind it, still and moving alike. Measured with 500
// points: an image swapped inside Plotly's SVG costs the browser 3.5 ms of processor time a frame,
// because the SVG is rastered again; the same image on a canvas behind it 0.7 ms. The line and the
// sizes of the points change with every frame too.
import { fitCanvas, hatching } from "../core/canvas.js";
import { make, segmented } from "../core/elements.js";
import { grouped, minus, short } from "../core/notation.js";
import {
  axis,
  axisTitle,
  baseLayout,
  CONFIG,
  drawnMapping,
  plannedMapping,
} from "../core/plotly_theme.js";
import { listenToTaps } from "../core/tap.js";
import { word } from "../core/words.js";
import { isCurve } from "../run/features.js";
import { createSaveMenu } from "../save/menu.js";
import { trainPicture } from "../save/pictures.js";
import { boundaryFigure, SETS } from "./boundary_figure.js";
import { describe } from "./boundary_key.js";
import { curveScene } from "./curve_scene.js";
import { createPoints } from "./plot_points.js";
import { sampleTexts } from "./sample_texts.js";
import { surfaceScene } from "./surface_scene.js";
/** @import { Context } from "../types.d.ts" */

const MARGIN = { l: 30, r: 8, t: 4, b: 22 };
const SIZES = [
  ["equal", "points alike"],
  ["pull", "sized by pull"],
  ["selected", "by pull on the selected"],
];

/**
 * @param {HTMLElement} element the empty card
 * @param {Context} ctx
 * @returns the view
 */
export function Boundary(element, ctx) {
  element.dataset.testid = "boundary";
  const head = make("div", "bpl-head", element);
  const title = make("h2", "", head);
  const size = make("select", "bpl-plot-select", head, {
    "aria-label": "Size of the points",
    title:
      "Draws all points alike, or larger the harder they pull: the longer their own gradient in this step.",
  });
  for (const [value, text] of SIZES) make("option", "", size, { value }).textContent = text;
  size.addEventListener("change", () => ctx.setSetting("size", size.value));
  const showSets = segmented(
    head,
    "Points shown",
    ["train", "test", "both"].map((name) => [name, name]),
    (name) => ctx.setSetting("points", name),
  );
  createSaveMenu(head, "decision boundary", () =>
    last && isZoomable()
      ? trainPicture(
          ctx,
          last,
          scene.kind === "value" ? "prediction" : "decision-boundary",
          title.textContent,
          { figure: figure() },
        )
      : null,
  );
  const about = make("div", "bpl-plot-about", element);
  const stage = make("div", "bpl-plot", element);
  const canvas = make("canvas", "", stage, {
    role: "img",
    tabindex: "0",
    "aria-label": "Decision boundary",
  }); // in words once it stands
  const gd = make("div", "bpl-plotly", stage);
  const hole = make("span", "bpl-plot-hole", stage);
  hole.textContent = "not computed";
  hole.hidden = true;

  let [run, palette, scene, points, box, brush, hatch] = [null, null, null, null, null, null, null];
  let [last, built, exactFor, drawnBy] = [null, "", "", null];
  let titled = null; // the title of the unit that is shown
  let fit = false; // whether the canvas has the size of the card

  const known = (frame) => frame.computed("a", run.sizes.length - 1);
  const keyOf = (frame) => `${run.id} ${frame.t} ${JSON.stringify(frame.phase)}`;

  function prepare() {
    if (run !== ctx.run || palette !== ctx.palette) {
      [run, palette, built, exactFor, fit] = [ctx.run, ctx.palette, "", "", false];
      scene = isCurve(run) ? curveScene(run, palette) : surfaceScene(run, palette, ctx);
      points = createPoints(run, palette, scene.places);
      titled = null;
      entitle(titled);
      describe(about, run, palette, scene.kind, points);
    }
    if (!fit) measure();
    const { size: by, points: which } = ctx.settings;
    if (size.value !== by) size.value = by;
    showSets(which);
  }

  /**
   * What is shown: the boundary, or one unit.
   * @param {string|null} unit its title
   */
  function entitle(unit) {
    title.replaceChildren();
    if (unit) title.append(unit);
    else if (scene.kind === "value") word(title, "Prediction", "ŷ, y");
    else word(title, "Decision boundary", "decision boundary");
  }

  /** Fit the plot area into the card, in equal units where that is sensible. */
  function measure() {
    const width = element.clientWidth;
    const height = Math.max(120, element.clientHeight - stage.offsetTop - 4);
    const margin = {
      ...MARGIN,
      l: MARGIN.l + (scene.axes[1] ? 16 : 0),
      b: MARGIN.b + (scene.axes[0] ? 16 : 0),
    };
    const [w, h] = [width - margin.l - margin.r, height - margin.t - margin.b];
    const [x0, x1, y0, y1] = scene.range;
    if (scene.equal) {
      const scale = Math.min(w / (x1 - x0), h / (y1 - y0));
      const [spareX, spareY] = [w - scale * (x1 - x0), h - scale * (y1 - y0)];
      margin.l += Math.floor(spareX / 2);
      margin.r += Math.ceil(spareX / 2);
      margin.t += Math.floor(spareY / 2);
      margin.b += Math.ceil(spareY / 2);
    }
    box = { width, height, margin };
    stage.style.height = `${height}px`;
    brush = fitCanvas(canvas, width, height);
    hatch = hatching(brush, palette);
    [fit, built] = [true, ""];
  }

  const isZoomable = () => drawnBy === run && gd._fullLayout?.xaxis;

  const mapping = () => (isZoomable() ? drawnMapping(gd) : plannedMapping(box, scene.range));

  function paint(frame) {
    const map = mapping();
    brush.clearRect(0, 0, box.width, box.height);
    brush.save();
    brush.beginPath();
    brush.rect(map.left, map.top, map.width, map.height);
    brush.clip();
    brush.imageSmoothingQuality = "high";
    const unit = scene.unit?.wanted(frame);
    const named = unit ? scene.unit.title(frame, unit) : null;
    if (named !== titled) {
      titled = named;
      entitle(titled);
    }
    if (known(frame) || unit) scene.paint(brush, map, frame);
    else {
      brush.fillStyle = hatch;
      brush.fillRect(map.left, map.top, map.width, map.height);
    }
    const empty = !known(frame) && !unit;
    if (hole.hidden === empty) hole.hidden = !empty;
    points.paint(brush, map, ctx, frame, {
      width: box.width,
      height: box.height,
      ratio: canvas.width / box.width,
    });
    brush.restore();
  }

  function layout() {
    const [x0, x1, y0, y1] = scene.range;
    const map = plannedMapping(box, scene.range);
    const named = (text, pixels) => ({ title: { ...axisTitle(text, pixels), standoff: 2 } });
    return {
      ...baseLayout(element, palette, box),
      hovermode: "closest",
      hoverdistance: 6,
      uirevision: `${run.dataset} ${scene.range}`,
      xaxis: axis(palette, false, {
        range: [x0, x1],
        nticks: 5,
        hoverformat: run.units ? ".4~g" : ".3f",
        ...named(scene.axes[0], map.width),
      }),
      yaxis: axis(palette, false, {
        range: [y0, y1],
        nticks: 5,
        hoverformat: run.units ? ".4~g" : ".3f",
        ...named(scene.axes[1], map.height),
        ...(scene.equal && { scaleanchor: "x", scaleratio: 1, constrain: "range" }),
      }),
    };
  }

  /** Plotly's own part: only when the run, the look, the size or the shown sets change. */
  function build() {
    const key = [ctx.settings.points, box.width, box.height].join();
    if (!ctx.Plotly || key === built) return;
    const first = !gd._fullLayout;
    [built, exactFor] = [key, ""];
    const trace = (name) =>
      points.trace(name, ctx.settings.points, { marker: { size: 10, opacity: 0 } });
    // The configuration once: another one, an equal one too, makes Plotly begin anew and lose the
    // zoom.
    ctx.Plotly.react(gd, [scene.trace(), ...SETS.map(trace)], layout(), first ? CONFIG : undefined);
    drawnBy = run;
    if (first) listen();
  }

  function listen() {
    const repaint = () => last && paint(last);
    gd.on("plotly_relayout", repaint);
    gd.on("plotly_relayouting", repaint);
    const sample = ({ points: [hit] }) =>
      hit?.curveNumber
        ? {
            kind: "point",
            set: SETS[hit.curveNumber - 1],
            index: points.sets[SETS[hit.curveNumber - 1]].drawn[hit.pointNumber],
          }
        : null;
    gd.on("plotly_hover", (event) => ctx.hover(sample(event)));
    gd.on("plotly_unhover", () => ctx.hover(null));
  }

  listenToTaps(
    stage,
    () => (last ? mapping() : null),
    (x, y) => {
      const hit = points.nearest(mapping(), ctx.settings.points, x, y);
      if (hit) ctx.select(hit);
    },
  );

  // Arrow keys go through the samples of the batch; the page's own arrow keys step the iteration.
  canvas.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
    if (!by || !last) return;
    event.preventDefault();
    event.stopPropagation();
    const s = ctx.selection;
    const at = s?.kind === "point" && s.set === "train" ? last.indices.indexOf(s.index) : -1;
    const n = last.indices.length;
    ctx.select({
      kind: "point",
      set: "train",
      index: last.indices[at < 0 ? 0 : (at + by + n) % n],
    });
  });

  const textsOf = (name, frame) => sampleTexts(run, scene.kind, ctx, name, frame, known(frame));

  /** The whole picture as a figure that Plotly draws alone, zoomed as it is: to be saved. */
  function figure() {
    const shape = layout();
    for (const name of ["xaxis", "yaxis"]) shape[name].range = gd._fullLayout[name].range.slice();
    return boundaryFigure(scene, points, ctx, last, {
      run,
      palette,
      known: known(last),
      layout: shape,
      texts: textsOf,
    });
  }

  function alt(frame) {
    const right = Number.isFinite(frame.trainAccuracy)
      ? ` Accuracy on the training samples ${frame.trainAccuracy.toFixed(3)}.`
      : "";
    const [x0, x1, y0, y1] = scene.range.map((v) => short(v, 3));
    const what =
      scene.kind === "value"
        ? "The network's prediction"
        : "Regions of the classes and the line between them";
    return `${what} at iteration ${frame.t}, horizontally ${x0} to ${x1}, vertically ${y0} to ${y1}, with ${grouped(run.n_train)} training samples.${right} Arrow keys select the samples of the batch.`;
  }

  return {
    element,
    update(frame) {
      last = frame;
      prepare();
      build();
      // What the pointer reads belongs to the last picture at rest: hidden until it is exact again.
      const stale = String(exactFor.split("|")[0] !== keyOf(frame));
      if (stage.dataset.stale !== stale) stage.dataset.stale = stale;
      paint(frame);
    },
    rest(frame) {
      last = frame;
      prepare();
      build();
      paint(frame);
      const label = minus(alt(frame));
      if (canvas.getAttribute("aria-label") !== label) canvas.setAttribute("aria-label", label);
      const key = `${keyOf(frame)}|${JSON.stringify(ctx.selection)}`;
      if (drawnBy !== run || exactFor === key) return;
      exactFor = key;
      const values = scene.values(known(frame) ? frame : null);
      const texts = SETS.map((name) =>
        points.shown(name, ctx.settings.points) ? textsOf(name, frame) : [],
      );
      const each = Object.fromEntries(
        Object.entries(values).map(([name, value]) => [name, [value, undefined, undefined]]),
      );
      ctx.Plotly.restyle(gd, { ...each, text: [values.text, ...texts] }, [0, 1, 2]);
      stage.dataset.stale = "false";
    },
    resize() {
      fit = false;
      if (last) this.update(last);
    },
    destroy() {
      ctx.Plotly?.purge(gd);
      element.replaceChildren();
    },
  };
}
