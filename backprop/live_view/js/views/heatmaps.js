// The heatmaps: for every layer dW (or W, the update, their ratio) above db, under the edges it
// belongs to.
import { pointIn } from "../core/canvas.js";
import { css } from "../core/colors.js";
import { make, pointerNote, segmented } from "../core/elements.js";
import { exact, short, sup } from "../core/notation.js";
import { isComputed, largestSize, norm, QUANTITIES, quantityReader } from "../run/quantities.js";
import { createSaveMenu } from "../save/menu.js";
import { trainPicture } from "../save/pictures.js";
import { cellName, createCells, scaleTables } from "./cells.js";
import { contentWidth, heatmapSlots, linkScroll } from "./geometry.js";
import { heatmapFigure } from "./heatmap_figure.js";
/** @import { Context } from "../types.d.ts" */
/** @import { Frame } from "../run/frame.js" */

const AT_ONCE = 200; // cells that are described with every step; more wait until the picture stands
const NAMES = {
  gradient: "gradients",
  parameters: "parameters",
  update: "update",
  ratio: "update-ratio",
}; // in files' names
const TITLE = 22; // height of a layer's title

/**
 * The cell that a selection means.
 * @returns {[number, number]|null} row (n_in for the bias) and column, in this layer
 */
function cellOf(selection, layer, rows) {
  if (selection?.layer !== layer) return null;
  if (selection.kind === "weight") return [selection.i, selection.j];
  return selection.kind === "bias" ? [rows, selection.j] : null;
}

/**
 * @param {HTMLElement} element the empty card
 * @param {Context} ctx
 * @returns the view
 */
export function Heatmaps(element, ctx) {
  const head = make("div", "bpl-head", element);
  const showQuantity = segmented(
    head,
    "Heatmaps show",
    Object.entries(QUANTITIES).map(([value, q]) => [value, q.title]),
    (v) => ctx.setSetting("quantity", v),
  );
  const legend = make("span", "bpl-legend", head);
  const low = make("span", "", legend);
  const bar = make("span", "bpl-bar", legend, { "aria-hidden": "true" });
  const high = make("span", "bpl-range", legend, { "data-testid": "colour-range" });
  const scale = make("select", "", legend, {
    "aria-label": "Colour scale",
    title:
      "One scale for all layers shows where the gradient vanishes. A scale for each layer shows the pattern within it.",
  });
  for (const [value, text] of [
    ["common", "one scale for all layers"],
    ["layer", "a scale for each layer"],
  ])
    make("option", "", scale, { value }).textContent = text;
  scale.addEventListener("change", () => ctx.setSetting("scale", scale.value));
  createSaveMenu(
    head,
    "gradients",
    () =>
      last &&
      trainPicture(
        ctx,
        last,
        NAMES[ctx.settings.quantity],
        `${QUANTITIES[ctx.settings.quantity].title} of each layer`,
        { figure: heatmapFigure(element, ctx, last, read) },
      ),
  );
  const scroller = make("div", "bpl-scroll bpl-heat", element);
  const stage = make("div", "bpl-stage", scroller);
  const note = pointerNote(element, "hover-readout");
  linkScroll(scroller);

  let [run, palette, read, tables, layers, last, stale] = [null, null, null, {}, [], null, true];
  let tell = null; // writes the note at the pointer again: its number changes while it plays

  function build() {
    tell = null;
    note.hide();
    run = ctx.run;
    palette = ctx.palette;
    stale = false;
    read = quantityReader(run);
    tables = { true: scaleTables(palette, true), false: scaleTables(palette, false) };
    const width = contentWidth(run.sizes, element.clientWidth, Boolean(ctx.present));
    stage.style.width = `${width}px`;
    const height = Math.max(120, scroller.clientHeight - TITLE - 8);
    stage.replaceChildren();
    layers = heatmapSlots(run, width, Boolean(ctx.present)).map(
      (slot, l) => slot && buildLayer(slot, l, height),
    );
  }

  function buildLayer(slot, l, height) {
    const box = make("div", "bpl-layer", stage, {
      "data-testid": `gradient-layer-${l}`,
      role: "group",
      style: `left:${slot.x}px;width:${slot.width}px`,
    });
    const title = make("h3", "", box);
    title.append(`Layer ${l}`);
    const about = make("span", "", title, {
      title:
        "The norm, the square root of the sum of all squares: one number for how large the layer's numbers are.",
    });
    const field = make("div", "bpl-cells", box, { style: `height:${height}px` });
    const cells = createCells(field, run, l, slot.width, height);
    const hole = make("div", "bpl-hole", field);
    hole.textContent = "not computed";
    hole.hidden = true;
    const layer = { l, box, about, field, cells, hole, width: slot.width, cursor: [0, 0] };
    if (!cells.buttons.length)
      for (const [name, value] of [
        ["tabindex", "0"],
        ["role", "img"],
        [
          "aria-label",
          `${cells.rows} by ${cells.columns} cells. Arrow keys read them one by one, Enter selects.`,
        ],
      ])
        field.setAttribute(name, value);
    listen(layer);
    return layer;
  }

  /** Pointer, clicks and arrow keys of a layer. */
  function listen(layer) {
    const { field, cells, l } = layer;
    const selectionOf = ([i, j]) =>
      i === cells.rows ? { kind: "bias", layer: l, j } : { kind: "weight", layer: l, i, j };
    let over = "";
    const point = (cell) => {
      const [x, y, w] = cells.place(...cell);
      const corner = field.getBoundingClientRect();
      const [left, top] = pointIn(element, { clientX: corner.left, clientY: corner.top });
      const { name, ends } = cellName(run, l, ...cell, ctx.settings.quantity);
      const known = isComputed(last, ctx.settings.quantity, l);
      const values = read(last, ctx.settings.quantity, l);
      const value =
        cell[0] === cells.rows ? values.b[cell[1]] : values.W[cell[0] * cells.columns + cell[1]];
      note.show(
        [`${name} = ${known ? exact(value) : "not computed"}`, ends],
        left + x + w / 2,
        top + y,
      );
      if (over !== String(cell)) ctx.hover(selectionOf(cell));
      over = String(cell);
      tell = () => point(cell);
    };
    const leave = () => {
      note.hide();
      tell = null;
      if (over) ctx.hover(null);
      over = "";
    };
    const under = (event) => {
      return cells.at(...pointIn(field, event));
    };
    const move = (cell) => {
      const button = (at) => cells.buttons[at[0] * cells.columns + at[1]];
      button(layer.cursor)?.setAttribute("tabindex", "-1");
      layer.cursor = cell;
      button(cell)?.setAttribute("tabindex", "0");
      button(cell)?.focus({ preventScroll: true });
      point(cell);
    };
    field.addEventListener("pointermove", (event) => {
      const cell = last && under(event);
      if (cell) point(cell);
      else leave();
    });
    field.addEventListener("pointerleave", leave);
    field.addEventListener("focusout", leave);
    field.addEventListener("click", (event) => {
      const at = cells.buttons.indexOf(event.target);
      const cell = at >= 0 ? [Math.floor(at / cells.columns), at % cells.columns] : under(event);
      if (cell) ctx.select(selectionOf(cell));
    });
    field.addEventListener("keydown", (event) => {
      const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[
        event.key
      ];
      const enter = !cells.buttons.length && (event.key === "Enter" || event.key === " ");
      if (!step && !enter) return;
      event.preventDefault();
      event.stopPropagation(); // the page's own arrow keys step the iteration
      if (enter) ctx.select(selectionOf(layer.cursor));
      else
        move([
          Math.max(0, Math.min(cells.rows, layer.cursor[0] + step[0])),
          Math.max(0, Math.min(cells.columns - 1, layer.cursor[1] + step[1])),
        ]);
    });
  }

  function drawLegend(range) {
    const { signed } = QUANTITIES[ctx.settings.quantity];
    const each = ctx.settings.scale === "layer";
    showQuantity(ctx.settings.quantity);
    if (scale.value !== ctx.settings.scale) scale.value = ctx.settings.scale;
    low.textContent = signed ? "−" : "0";
    high.textContent = each ? "+" : `${signed ? "+\u2002±" : ""}${short(range, 2)}`;
    if (each && !signed) high.textContent = "";
    const kind = signed ? "signed" : "plain";
    if (bar.dataset.scale !== kind) bar.dataset.scale = kind;
  }

  /**
   * @param {Frame} frame
   * @param {boolean} numbers whether cells carry their numbers
   */
  function draw(frame, numbers) {
    last = frame;
    if (run !== ctx.run || palette !== ctx.palette || stale) build();
    const { quantity } = ctx.settings;
    const name = QUANTITIES[quantity];
    const own = layers.map((layer) =>
      layer && isComputed(frame, quantity, layer.l)
        ? largestSize(read(frame, quantity, layer.l))
        : 0,
    );
    const common = Math.max(...own);
    const [ink, amber] = [css(palette.mute), css(palette.sel)];
    for (const layer of layers) {
      if (!layer) continue;
      const { l, cells, hole, about } = layer;
      const known = isComputed(frame, quantity, l);
      if (hole.hidden !== known) {
        hole.hidden = known;
        cells.canvas.style.visibility = known ? "" : "hidden"; // nothing of the last picture shows at the corners
      }
      const values = read(frame, quantity, l);
      const each = ctx.settings.scale === "layer";
      const length = !known
        ? "–"
        : quantity === "ratio"
          ? short(norm(frame.uW[l]) / norm(frame.W[l]))
          : short(norm(values.W));
      const letter = quantity === "ratio" ? `‖ΔW${sup(l)}‖/‖W${sup(l)}‖` : `‖${name.W}${sup(l)}‖`;
      const upTo = `${name.signed ? "±" : "to "}${short(own[l], 2)}`;
      const range = each ? ` ${upTo}` : "";
      const size =
        layer.width >= 230 || (layer.width >= 190 && !each)
          ? `${cells.rows} × ${cells.columns}, `
          : "";
      const frozen = frame.stretch.frozen.includes(l) ? "frozen, " : "";
      about.textContent =
        layer.width >= 120 ? `${frozen || size}${letter} ${length}${range}` : each ? upTo : length;
      if (known)
        cells.paint(values, each ? own[l] : common, tables[name.signed], quantity, numbers, ink);
      for (const s of [ctx.hovered, ctx.selection]) {
        if (!known || s?.kind !== "unit") continue;
        if (s.layer === l) cells.outlineUnit(true, s.j, amber);
        if (s.layer === l - 1) cells.outlineUnit(false, s.j, amber);
      }
      const [hovered, selected] = [
        cellOf(ctx.hovered, l, cells.rows),
        cellOf(ctx.selection, l, cells.rows),
      ];
      if (known && hovered) cells.outline(...hovered, amber, 1);
      if (known && selected) cells.outline(...selected, amber, 2);
    }
    drawLegend(common);
    tell?.();
  }

  /** Write the exact numbers onto the cells. */
  function describe(frame) {
    const { quantity } = ctx.settings;
    for (const layer of layers) {
      if (!layer) continue;
      layer.cells.describe(
        read(frame, quantity, layer.l),
        quantity,
        isComputed(frame, quantity, layer.l),
      );
      layer.box.setAttribute(
        "aria-label",
        `Layer ${layer.l}, ${QUANTITIES[quantity].title}, ${layer.about.textContent}`,
      );
    }
  }

  return {
    element,
    update(frame, moving) {
      draw(frame, !moving);
      const buttons = layers.reduce((sum, layer) => sum + (layer?.cells.buttons.length ?? 0), 0);
      if (!moving && buttons <= AT_ONCE) describe(frame);
    },
    rest(frame) {
      draw(frame, true);
      describe(frame);
    },
    resize() {
      stale = true;
      if (last) this.rest(last);
    },
    destroy() {
      element.replaceChildren();
    },
  };
}
