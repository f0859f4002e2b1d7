// The network as a drawing: units are small maps of what they respond to, edges have the colour and
// the width of a weight or of its gradient. One canvas for the picture; real buttons on the units.
import { fitCanvas, pointIn } from "../core/canvas.js";
import { css } from "../core/colors.js";
import { make, pointerNote, segmented } from "../core/elements.js";
import { exact, selectionName, spoken, unitLabel, unitName, weightName } from "../core/notation.js";
import { createSaveMenu } from "../save/menu.js";
import { trainPicture } from "../save/pictures.js";
import { diagramDrawing, TWO_LINES } from "./diagram_drawing.js";
import {
  chooseUnits,
  contentWidth,
  edgeDistance,
  edgePath,
  linkScroll,
  placeUnits,
} from "./geometry.js";
import { drawHeld, heldMarks } from "./held_marks.js";
import { unitPainter } from "./unit_painter.js";
import { top, unitStrength } from "./unit_strength.js";
/** @import { Context } from "../types.d.ts" */
/** @import { EdgeStyle } from "./diagram_drawing.js" */

const [DASHES, NO_DASHES] = [[3, 4], []];
const NEAR = 6; // pixels within which the pointer is on an edge

/** Units that the selection names, which must not be folded away. */
function named(selection) {
  if (selection?.kind === "weight")
    return [
      { layer: selection.layer - 1, j: selection.i },
      { layer: selection.layer, j: selection.j },
    ];
  return selection?.kind === "unit" || selection?.kind === "bias"
    ? [{ layer: selection.layer, j: selection.j }]
    : [];
}

/**
 * @param {HTMLElement} element the empty card
 * @param {Context} ctx
 * @returns the view
 */
export function Diagram(element, ctx) {
  const head = make("div", "bpl-head", element);
  make("h2", "", head).textContent = "Network";
  const picked = make("span", "bpl-picked", head);
  const signs = make("span", "bpl-legend bpl-signs", head, {
    title: "Colour is the sign of a number, strength and width are its size",
  });
  signs.append(
    "−",
    make("span", "bpl-bar", null, { "aria-hidden": "true", "data-scale": "signed" }),
    "+",
  );
  const choice = make("span", "bpl-choice", head);
  choice.append("edges: ");
  const showEdges = segmented(
    choice,
    "Edges show",
    [
      ["weight", "weight"],
      ["gradient", "gradient"],
    ],
    (v) => ctx.setSetting("edges", v),
  );
  createSaveMenu(
    head,
    "network",
    () =>
      last &&
      trainPicture(ctx, last, "network", `Network, edges by ${ctx.settings.edges}`, {
        drawing: drawing(),
      }),
  );
  const scroller = make("div", "bpl-scroll bpl-net", element, { "data-testid": "diagram" });
  const stage = make("div", "bpl-stage", scroller, { role: "group" });
  const canvas = make("canvas", "", stage, { "aria-hidden": "true" });
  const layer = make("div", "", stage);
  const holds = make("div", "", stage);
  const note = pointerNote(element, "diagram-readout");
  linkScroll(scroller);

  let [run, palette, brush, paint, last, shown, key] = [null, null, null, null, null, null, ""];
  let [places, folds, edges, buttons, wide, high] = [[], [], [], [], 0, 0];
  let held = null; // the stretch whose cuts and frozen layers are marked
  let [over, tell] = [null, null]; // the edge under the pointer; what writes the note on it

  /** Lay everything out: for a new run, a new size, other shown units. */
  function build() {
    const fresh = run !== ctx.run || palette !== ctx.palette || !brush;
    if (run !== ctx.run) leave();
    run = ctx.run;
    palette = ctx.palette;
    high = scroller.clientHeight;
    const width = contentWidth(run.sizes, element.clientWidth, Boolean(ctx.present));
    if (fresh || width !== wide || canvas.height < 2) {
      wide = width;
      stage.style.width = `${wide}px`;
      high = scroller.clientHeight;
      brush = fitCanvas(canvas, wide, high);
      paint = unitPainter(run, palette, brush);
    }
    ({ places, folds } = placeUnits(run, shown, wide, high, Boolean(ctx.present)));
    edges = [];
    held = null;
    for (let l = 1; l < places.length; l++) {
      for (const from of places[l - 1])
        for (const to of places[l]) {
          edges.push({
            layer: l,
            i: from.j,
            j: to.j,
            from,
            to,
            path: new Path2D(edgePath(from, to)),
            at: from.j * run.sizes[l] + to.j,
          });
        }
    }
    buttons = places.flat().map((place) => {
      const name = unitName(run, place.layer, place.j);
      const what = place.layer
        ? `${spoken(run.activations[place.layer - 1])} unit ${place.j + 1} of layer ${place.layer}`
        : `input ${run.input_columns?.[place.j] ?? place.j + 1}`;
      const button = make("button", "bpl-unit", null, {
        type: "button",
        "data-testid": `unit-${place.layer}-${place.j + 1}`,
        "aria-label": `${name}, ${what}`,
        style: `left:${place.x - place.size / 2}px;top:${place.y - place.size / 2}px;width:${place.size}px;height:${place.size}px`,
      });
      const label = make("span", place.size < TWO_LINES ? "bpl-line" : "", button);
      label.textContent = name;
      if (!place.layer && run.input_columns) {
        button.title = unitLabel(run, 0, place.j);
        make("small", "", label).textContent = run.input_columns[place.j];
      }
      const selection = { kind: "unit", layer: place.layer, j: place.j };
      button.addEventListener("click", () => ctx.select(selection));
      for (const begins of ["pointerenter", "focus"])
        button.addEventListener(begins, () => ctx.hover(selection));
      for (const ends of ["pointerleave", "blur"])
        button.addEventListener(ends, () => ctx.hover(null));
      return { place, button, name, what };
    });
    const more = folds.filter(Boolean).map((fold) => {
      const text = make("span", "bpl-fold", null, { style: `left:${fold.x}px;top:${fold.y}px` });
      text.textContent = `+ ${fold.count} more`;
      return text;
    });
    const focused = layer.contains(document.activeElement) && document.activeElement.dataset.testid;
    layer.replaceChildren(...buttons.map((entry) => entry.button), ...more);
    if (focused) layer.querySelector(`[data-testid="${focused}"]`)?.focus({ preventScroll: true });
    stage.setAttribute(
      "aria-label",
      `Network ${run.sizes.join("-")}: ${run.sizes.length - 1} layers of weights. Each unit's map shows its activation over the plane.`,
    );
  }

  /**
   * Keep or renew the layout.
   * @param {boolean} choose whether the shown units may change
   */
  function ensure(frame, choose) {
    const keep = named(ctx.selection);
    const missing = keep.some((unit) => shown && !shown[unit.layer]?.includes(unit.j));
    if (run !== ctx.run) shown = null;
    if (!shown || choose || missing)
      shown = chooseUnits(ctx.run.sizes, unitStrength(ctx.run, frame), shown, keep);
    const now = shown.join("|");
    if (run !== ctx.run || palette !== ctx.palette || now !== key || !brush) {
      key = now;
      build();
    }
  }

  const same = (a, edge) =>
    a?.kind === "weight" && a.layer === edge.layer && a.i === edge.i && a.j === edge.j;

  /**
   * How each edge looks: dashed where its gradient is not computed yet.
   * @returns {(edge: object) => EdgeStyle}
   */
  function edgeStyles(frame) {
    const weights = ctx.settings.edges === "weight";
    const values = weights ? frame.W : frame.dW;
    const L = places.length - 1;
    const most = Array.from({ length: L + 1 }, (_, l) =>
      l && (weights || frame.computed("dW", l)) ? top(values[l]) : 0,
    );
    const all = Math.max(...most);
    const [plus, minus, grey] = [css(palette.pos), css(palette.neg), css(palette.faint)];
    const widest = edges.length > 300 ? 4.3 : 6.3;
    const unknown = { dash: DASHES, alpha: 0.7, width: 1, color: grey };
    const style = { dash: NO_DASHES, alpha: 0, width: 0, color: "" }; // one for all: a frame allocates nothing
    return (edge) => {
      if (!weights && !frame.computed("dW", edge.layer)) return unknown;
      const value = values[edge.layer][edge.at];
      const share = Math.sqrt(
        Math.abs(value) / ((ctx.settings.scale === "layer" ? most[edge.layer] : all) || 1),
      );
      style.alpha = 0.2 + 0.7 * share;
      style.width = 0.7 + widest * share;
      style.color = value > 0 ? plus : value < 0 ? minus : grey;
      return style;
    };
  }

  /** What is known of an edge, line by line. */
  function edgeWords({ layer: l, i, j, at }) {
    const dW = last.computed("dW", l) ? exact(last.dW[l][at]) : "not computed";
    return [
      `${weightName(l, i, j)} from ${unitLabel(run, l - 1, i)} to ${unitLabel(run, l, j)}`,
      `W ${exact(last.W[l][at])}`,
      `dW ${dW}`,
    ];
  }

  function drawing() {
    const [styleOf, keep] = [edgeStyles(last), named(ctx.selection)];
    return diagramDrawing({
      canvas,
      palette,
      width: wide,
      height: high,
      folds: folds.filter(Boolean),
      held: heldMarks(edges, places, last.stretch),
      edges: edges.map((edge) => ({
        path: edgePath(edge.from, edge.to),
        style: { ...styleOf(edge) },
        words: edgeWords(edge),
        selected: same(ctx.selection, edge),
      })),
      units: buttons.map(({ place, name, what }) => ({
        place,
        name,
        what,
        column: place.layer ? "" : (run.input_columns?.[place.j] ?? ""),
        selected: keep.some((unit) => unit.layer === place.layer && unit.j === place.j),
      })),
    });
  }

  function drawEdges(frame) {
    const styleOf = edgeStyles(frame);
    for (const edge of edges) {
      const { dash, alpha, width, color } = styleOf(edge);
      if (dash.length) brush.setLineDash(dash);
      brush.globalAlpha = alpha;
      brush.lineWidth = width;
      brush.strokeStyle = color;
      brush.stroke(edge.path);
      if (dash.length) brush.setLineDash(NO_DASHES);
    }
    brush.globalAlpha = 1;
    const marked = [ctx.hovered, ctx.selection];
    brush.strokeStyle = css(palette.sel);
    for (const edge of edges) {
      if (!marked.some((m) => same(m, edge))) continue;
      brush.lineWidth = same(ctx.selection, edge) ? 3 : 2;
      brush.stroke(edge.path);
    }
  }

  function draw(frame) {
    last = frame;
    tell?.();
    showEdges(ctx.settings.edges);
    brush.clearRect(0, 0, wide, high);
    drawEdges(frame);
    if (held !== frame.stretch) {
      held = frame.stretch;
      drawHeld(holds, heldMarks(edges, places, held));
    }
    paint(places, frame, ctx.maps(frame), ctx.selection?.kind === "point" ? ctx.selection : null);
    const keep = named(ctx.selection);
    const called = selectionName(run, ctx.selection);
    if (picked.textContent !== called) picked.textContent = called;
    for (const { place, button } of buttons) {
      const on = keep.some((unit) => unit.layer === place.layer && unit.j === place.j);
      if (button.classList.contains("is-selected") !== on)
        button.classList.toggle("is-selected", on);
    }
  }

  /**
   * The edge at the pointer, if any.
   * @param {PointerEvent|MouseEvent} event
   */
  function edgeAt(event) {
    const [x, y] = pointIn(stage, event);
    let [best, found] = [NEAR, null];
    for (const edge of edges) {
      const distance = edgeDistance(edge.from, edge.to, x, y);
      if (distance < best) [best, found] = [distance, edge];
    }
    return found;
  }

  stage.addEventListener("pointermove", (event) => {
    const edge = last && !event.target.closest("button") && edgeAt(event);
    stage.classList.toggle("is-over", Boolean(edge));
    if (!edge) return leave();
    const { layer: l, i, j } = edge;
    if (over !== edge) ctx.hover({ kind: "weight", layer: l, i, j });
    over = edge;
    const pointed = pointIn(element, event);
    tell = () => note.show(edgeWords(edge), ...pointed);
    tell();
    return undefined;
  });
  function leave() {
    note.hide();
    tell = null;
    if (over) ctx.hover(null);
    over = null;
  }
  stage.addEventListener("pointerleave", leave);
  stage.addEventListener("click", (event) => {
    const edge = !event.target.closest("button") && edgeAt(event);
    if (edge) ctx.select({ kind: "weight", layer: edge.layer, i: edge.i, j: edge.j });
  });

  return {
    element,
    update(frame) {
      ensure(frame, false);
      draw(frame);
    },
    rest(frame) {
      ensure(frame, true);
      draw(frame);
    },
    resize() {
      brush = null;
      if (last) {
        ensure(last, false);
        draw(last);
      }
    },
    destroy() {
      element.replaceChildren();
    },
  };
}
