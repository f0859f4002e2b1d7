// The data sets as a radio group of small pictures: arrows move, a click or Enter chooses.
import { css, mix, readTheme } from "../core/colors.js";
import { make } from "../core/elements.js";
import { keeping } from "../core/keeping.js";
/** @import { Palette } from "../types.d.ts" */

const SIDE = 44; // CSS pixels of a picture
const DOT = 1.3;

/**
 * @typedef {{name: string, title: string, description: string, task: string, points: number[][]}}
 *   Tile
 * @typedef {{component: any, root: HTMLElement, drawn: string}} Mount
 */

export const mountTiles = keeping((parent) => {
  const root = make("div", "bpl-tiles", parent, { role: "radiogroup", "aria-label": "Data set" });
  /** @type {Mount} */
  const mounted = { component: null, root, drawn: "" };
  return {
    take(component) {
      mounted.component = component;
      draw(mounted, component.data);
    },
    leave: () => root.remove(),
  };
});

/**
 * @param {Mount} mounted
 * @param {{chosen: string, tiles: Tile[]}} data
 */
function draw(mounted, { chosen, tiles }) {
  const { root } = mounted;
  const palette = readTheme(root);
  const state = JSON.stringify([chosen, palette.name, tiles.length, tiles.at(-1)]);
  if (mounted.drawn === state) return;
  mounted.drawn = state;
  const hadFocus = root.contains(document.activeElement);
  root.replaceChildren();
  root.dataset.theme = palette.name;
  for (const tile of tiles) {
    const on = tile.name === chosen;
    const button = make("button", "bpl-tile", root, {
      type: "button",
      role: "radio",
      "aria-checked": String(on),
      "aria-label": tile.title,
      title: `${tile.title}: ${tile.description}`,
      tabindex: on ? "0" : "-1",
      "data-testid": `dataset-${tile.name}`,
    });
    const canvas = make("canvas", "", button, { "aria-hidden": "true" });
    picture(canvas, tile, palette);
    button.addEventListener("click", () => mounted.component.setTriggerValue("picked", tile.name));
    button.addEventListener("keydown", (event) => move(event, root));
    if (on && hadFocus) button.focus();
  }
}

/**
 * Arrows go round the group.
 * @param {KeyboardEvent} event
 * @param {HTMLElement} root
 */
function move(event, root) {
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  event.stopPropagation();
  const buttons = [...root.children];
  const next =
    buttons[(buttons.indexOf(event.currentTarget) + step + buttons.length) % buttons.length];
  next.focus();
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Tile} tile
 * @param {Palette} palette
 */
function picture(canvas, tile, palette) {
  const scale = Math.max(1, window.devicePixelRatio || 1);
  canvas.width = canvas.height = SIDE * scale;
  const context = canvas.getContext("2d");
  context.scale(scale, scale);
  if (tile.task === "image") {
    const cell = SIDE / tile.points.length;
    tile.points.forEach((row, y) =>
      row.forEach((v, x) => {
        context.fillStyle = css(mix(palette.card, palette.ink, v));
        context.fillRect(x * cell, y * cell, cell + 0.5, cell + 0.5);
      }),
    );
    return;
  }
  const several = Math.max(...tile.points.map((p) => p[2])) > 1;
  for (const [x, y, value] of tile.points) {
    context.fillStyle = css(
      several
        ? palette.classes[value % palette.classes.length]
        : mix(palette.c0, palette.c1, value),
    );
    context.beginPath();
    context.arc(SIDE / 2 + x * (SIDE / 2 - 4), SIDE / 2 - y * (SIDE / 2 - 4), DOT, 0, 2 * Math.PI);
    context.fill();
  }
}
