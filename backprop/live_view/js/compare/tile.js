// One of several runs: its letter and what only it has, its boundary with the points, its numbers.
import { fitCanvas } from "../core/canvas.js";
import { css } from "../core/colors.js";
import { depart } from "../core/departure.js";
import { button, make, setText } from "../core/elements.js";
import { minus, short } from "../core/notation.js";
import { axis, axisTitle, baseLayout, plannedMapping } from "../core/plotly_theme.js";
import { fillInputs, isCurve } from "../run/features.js";
import { forward } from "../run/net.js";
import { mapResolution, unitMaps } from "../run/unit_maps.js";
import { createSaveMenu } from "../save/menu.js";
import { comparePicture } from "../save/pictures.js";
import { boundaryFigure } from "../views/boundary_figure.js";
import { curveScene } from "../views/curve_scene.js";
import { createPoints } from "../views/plot_points.js";
import { sampleTexts } from "../views/sample_texts.js";
import { classOf } from "../views/surface_image.js";
import { surfaceScene } from "../views/surface_scene.js";
import { LETTERS, runMark, runStyle } from "./run_style.js";
/** @import { Run } from "../types.d.ts" */
/** @import { Frame } from "../run/frame.js" */
/** @import { TraceStore } from "../run/trace.js" */

const MARGIN = { l: 4, r: 4, t: 4, b: 4 };
const COARSEST = 16;

/**
 * What runs have in common whose pictures can be laid on each other.
 * @param {Run} run
 * @returns {string}
 */
export const pictureOf = (run) =>
  JSON.stringify([run.extent, run.units, Boolean(run.plane), isCurve(run), run.n_classes]);

/**
 * @param {HTMLElement} grid
 * @param {HTMLElement} before which it stands
 * @param {TraceStore} store
 * @param {number} k
 * @param {object} entry what Python says of the run
 * @param {object} context of all tiles
 */
export function createTile(grid, before, store, k, entry, context) {
  const { controller, settings } = context;
  const run = store.run;
  const letter = LETTERS[k];
  const element = make("section", "bpl-card bpl-run", null, {
    "aria-label": `Run ${letter}`,
    "data-testid": `tile-${letter}`,
  });
  grid.insertBefore(element, before);
  const head = make("div", "bpl-run-head", element);
  runMark(head, k);
  const own = make("div", "bpl-run-own", head);
  const open = button(head, `Open ${letter} on the Train page`, () => pick("open"), {
    text: "open",
    className: "bpl-quiet",
  });
  open.title =
    "Goes to the Train page with this run, at this iteration. Undo there brings yours back.";
  const remove = button(head, `Remove ${letter}`, () => pick("remove"), {
    sign: "×",
    className: "bpl-quiet",
  });
  remove.title = "Takes this run out of the comparison. Undo brings it back.";
  createSaveMenu(
    head,
    `run ${letter}`,
    () =>
      shown &&
      comparePicture(
        palette,
        shown.t,
        `boundary-${letter}`,
        `Run ${letter} (${[...own.children].map((part) => part.textContent).join(", ") || own.textContent})`,
        { figure: figure() },
      ),
  );
  const stage = make("div", "bpl-plot bpl-run-stage", element);
  const canvas = make("canvas", "", stage, { role: "img" });
  const foot = make("div", "bpl-run-foot", element);
  const numbers = Object.fromEntries(
    ["train", "test", "accuracy"].map((name) => [
      name,
      make("span", `bpl-run-${name}`, foot, { "data-testid": `${letter}-${name}` }),
    ]),
  );
  const says = make("div", "bpl-run-says", element, { "data-testid": `${letter}-says` });

  let [palette, scene, points, box, brush, maps, outline, at, shown] = [
    null,
    null,
    null,
    null,
    null,
    null,
    null,
    null,
    null,
  ];
  const picture = pictureOf(run);
  const ctx = { maps: () => maps, settings, selection: null, hovered: null };

  const pick = (action) => {
    controller.python.picked({ action, run: run.id, iteration: controller.t });
    if (action === "open") depart(); // to Train
  };

  function dress() {
    if (palette === controller.palette) return;
    palette = controller.palette;
    scene = isCurve(run) ? curveScene(run, palette) : surfaceScene(run, palette, ctx);
    points = createPoints(run, palette, scene.places);
  }

  function measure() {
    if (box) return;
    const [width, height] = [stage.clientWidth, stage.clientHeight];
    const margin = { ...MARGIN };
    const [w, h] = [width - margin.l - margin.r, height - margin.t - margin.b];
    const [x0, x1, y0, y1] = scene.range;
    if (!isCurve(run)) {
      // a small picture keeps its shape
      const scale = Math.min(w / (x1 - x0), h / (y1 - y0));
      const [spareX, spareY] = [
        Math.max(0, w - scale * (x1 - x0)),
        Math.max(0, h - scale * (y1 - y0)),
      ];
      Object.assign(margin, {
        l: margin.l + spareX / 2,
        r: margin.r + spareX / 2,
        t: margin.t + spareY / 2,
        b: margin.b + spareY / 2,
      });
    }
    box = { width, height, margin };
    brush = fitCanvas(canvas, width, height);
  }

  const mapping = () => plannedMapping(box, scene.range);

  /**
   * Pieces of line, in data units, four numbers each; computed when another tile asks.
   * @returns {number[]}
   */
  function segments() {
    if (outline?.of !== maps || outline.W !== shown.W[1]) {
      outline = { of: maps, W: shown.W[1], pieces: [] };
      scene.lines(maps, (...piece) => outline.pieces.push(...piece));
    }
    return outline.pieces;
  }

  function paintOthers(map) {
    const [sx, ox] = [map.x(1) - map.x(0), map.x(0)];
    const [sy, oy] = [map.y(1) - map.y(0), map.y(0)];
    for (const other of context.others(k)) {
      const pieces = other.segments();
      const { color, dash } = runStyle(other.k, palette);
      brush.beginPath();
      for (let p = 0; p < pieces.length; p += 4) {
        brush.moveTo(ox + pieces[p] * sx, oy + pieces[p + 1] * sy);
        brush.lineTo(ox + pieces[p + 2] * sx, oy + pieces[p + 3] * sy);
      }
      for (const [width, style] of [
        [3, css(palette.card, 0.6)],
        [1, color],
      ]) {
        brush.setLineDash(dash.length && width === 1 ? [3, 2] : []);
        [brush.lineWidth, brush.strokeStyle] = [width, style];
        brush.stroke();
      }
      brush.setLineDash([]);
    }
  }

  function paint() {
    const map = mapping();
    brush.clearRect(0, 0, box.width, box.height);
    brush.save();
    brush.beginPath();
    brush.rect(map.left, map.top, map.width, map.height);
    brush.clip();
    brush.imageSmoothingQuality = "high";
    scene.paint(brush, map, shown);
    if (settings.points !== "none")
      points.paint(brush, map, ctx, shown, {
        width: box.width,
        height: box.height,
        ratio: canvas.width / box.width,
      });
    if (scene.lines) paintOthers(map);
    if (at) cross(map);
    brush.restore();
  }

  function figure() {
    const [x0, x1, y0, y1] = scene.range;
    const layout = {
      ...baseLayout(element, palette, {
        ...box,
        margin: { ...box.margin, l: box.margin.l + 28, b: box.margin.b + 22 },
      }),
      hovermode: "closest",
      xaxis: axis(palette, false, {
        range: [x0, x1],
        nticks: 5,
        title: { ...axisTitle(scene.axes[0], box.width - 60), standoff: 2 },
      }),
      yaxis: axis(palette, false, {
        range: [y0, y1],
        nticks: 5,
        title: { ...axisTitle(scene.axes[1], box.height - 60), standoff: 2 },
      }),
    };
    return boundaryFigure(scene, points, ctx, shown, {
      run,
      palette,
      known: true,
      layout,
      texts: (name, frame) => sampleTexts(run, scene.kind, ctx, name, frame, true),
    });
  }

  function cross(map) {
    const [x, y] = [map.x(at.x), map.y(at.y)];
    for (const [width, style] of [
      [4, css(palette.card)],
      [2, css(palette.sel)],
    ]) {
      brush.beginPath();
      brush.arc(x, y, 5, 0, 2 * Math.PI);
      [brush.lineWidth, brush.strokeStyle] = [width, style];
      brush.stroke();
    }
  }

  /** The inputs at a place of the picture. */
  function inputsAt({ x, y }) {
    const d = run.sizes[0];
    if (run.plane)
      return Float64Array.from(
        { length: d },
        (_, i) => run.plane_mean[i] + x * run.plane_axes[i] + y * run.plane_axes[d + i],
      );
    const [u, v] = [x, y].map((value, i) =>
      run.units ? (value - run.units.means[i]) / run.units.scales[i] : value,
    );
    const inputs = new Float64Array(d);
    if (run.features) fillInputs(run.features, [u], [v], inputs);
    else inputs.set([u, v].slice(0, d));
    return inputs;
  }

  /** What this network answers at the place of the pointer. */
  function answer() {
    const x = inputsAt(at);
    const a = forward(run, shown, x).a[run.sizes.length - 1];
    if (a.length === 1) return `ŷ = ${short(a[0], 4)} at this point`;
    const best = classOf(a, 0, a.length);
    return `ŷ = ${short(a[best], 4)} for ${run.class_names?.[best] ?? best} at this point`;
  }

  function tell() {
    const { trainLoss, testLoss, trainAccuracy, testAccuracy } = shown;
    const put = (name, text, value) => {
      setText(numbers[name], text);
      numbers[name].dataset.value = String(value);
    };
    put("train", `train ${short(trainLoss, 4)}`, trainLoss);
    put("test", run.n_test ? `test ${short(testLoss, 4)}` : "", testLoss);
    const right = run.n_test ? testAccuracy : trainAccuracy;
    put("accuracy", Number.isFinite(right) ? `accuracy ${right.toFixed(3)}` : "", right);
    const { diverged } = store;
    const ended = diverged && controller.t >= store.last;
    setText(
      says,
      ended
        ? `Diverged at ${diverged.iteration} in layer ${diverged.layer}; stays at ${store.last}.`
        : at
          ? answer()
          : "",
    );
    says.classList.toggle("is-bad", Boolean(ended));
  }

  for (const [name, heard] of [
    ["pointermove", move],
    ["pointerleave", () => context.hover(null)],
  ])
    canvas.addEventListener(name, heard);

  function move(event) {
    if (!box || !shown) return;
    const map = mapping();
    const [x0, x1, y0, y1] = scene.range;
    const [px, py] = [
      (event.offsetX - map.left) / map.width,
      (event.offsetY - map.top) / map.height,
    ];
    const inside = px >= 0 && px <= 1 && py >= 0 && py <= 1;
    context.hover(inside ? { x: x0 + px * (x1 - x0), y: y1 - py * (y1 - y0), picture } : null);
  }

  const tile = {
    k,
    segments,
    /** @param {object} found what Python says of the run now */
    describe(found) {
      own.replaceChildren();
      for (const [label, value] of found.own) {
        const chip = make("span", "bpl-run-chip", own);
        chip.append(`${label} `);
        make("b", "", chip).textContent = value;
      }
      if (!found.own.length) own.append(found.only ? found.full : "");
      own.title = found.full;
      remove.hidden = found.only;
    },
    /**
     * The surface of a frame, before any tile is painted: tiles draw each other's outlines.
     * @param {Frame} frame
     * @param {boolean} moving
     * @param {number} count of tiles
     */
    compute(frame, moving, count) {
      dress();
      const fine = mapResolution(run, moving);
      const R = moving
        ? Math.max(COARSEST, Math.floor(fine / Math.sqrt(Math.max(1, count / 2))))
        : fine;
      const same =
        shown && shown.W[1] === frame.W[1] && shown.t === frame.t && maps?.resolution === R;
      shown = frame;
      if (!isCurve(run) && !same) {
        maps = unitMaps(run, frame, R, maps);
        outline = null;
      }
    },
    /**
     * Look at a place of the plane, in all tiles.
     * @param {{x: number, y: number, picture: string}|null} place
     */
    point(place) {
      at = place?.picture === picture ? place : null;
      if (shown && box) {
        paint();
        tell();
      }
    },
    update() {
      measure();
      paint();
      tell();
    },
    rest(t) {
      tile.update();
      const value = `Run ${letter} at iteration ${shown.t}${shown.t < t ? `, where it ended` : ""}: ${scene.kind === "value" ? "prediction" : "decision boundary"}. ${[
        numbers.train,
        numbers.test,
        numbers.accuracy,
      ]
        .map((e) => e.textContent)
        .filter(Boolean)
        .join(", ")}.`;
      if (canvas.getAttribute("aria-label") !== value)
        canvas.setAttribute("aria-label", minus(value));
    },
    resize() {
      box = null;
      if (shown) tile.update();
    },
    destroy: () => element.remove(),
  };
  tile.describe(entry);
  return tile;
}
