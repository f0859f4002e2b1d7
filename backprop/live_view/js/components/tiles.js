// The data sets as a radio group of small pictures: arrows move, a click or Enter chooses.
import { brushOf } from "../core/canvas.js";
import { css, mix, readTheme } from "../core/colors.js";
import { make } from "../core/elements.js";
import { keeping } from "../core/keeping.js";
/** @import { Component } from "../core/keeping.js" */
/** @import { Palette } from "../types.d.ts" */

const SIDE = 44; // CSS pixels of a picture
const DOT = 1.3;
/** @type {Record<string, number>} */
const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/**
 * What Python sends. Points are x, y and the target; of an image they are its rows.
 * @typedef {{name: string, title: string, description: string, task: string, points: number[][]}}
 *   Tile
 */

export const mountTiles = keeping((parent) => new Tiles(parent));

class Tiles {
  /** @type {Component|null} */
  #component = null;
  #drawn = ""; // what is drawn, as text
  #root;

  /** @param {HTMLElement} parent */
  constructor(parent) {
    this.#root = make("div", "bpl-tiles", parent, { role: "radiogroup", "aria-label": "Data set" });
  }

  /** @param {Component} component */
  take(component) {
    this.#component = component;
    this.#draw(component.data);
  }

  leave() {
    this.#root.remove();
  }

  /** @param {{chosen: string, tiles: Tile[]}} data */
  #draw({ chosen, tiles }) {
    const palette = readTheme(this.#root);
    const state = JSON.stringify([chosen, palette.name, tiles.length, tiles.at(-1)]);
    if (this.#drawn === state) return;
    this.#drawn = state;
    const hadFocus = this.#root.contains(document.activeElement);
    this.#root.replaceChildren();
    this.#root.dataset.theme = palette.name;
    for (const tile of tiles) {
      const on = tile.name === chosen;
      const button = this.#add(tile, on, palette);
      if (on && hadFocus) button.focus();
    }
  }

  /**
   * @param {Tile} tile
   * @param {boolean} on whether it is the chosen one
   * @param {Palette} palette
   */
  #add(tile, on, palette) {
    const button = make("button", "bpl-tile", this.#root, {
      type: "button",
      role: "radio",
      "aria-checked": String(on),
      "aria-label": tile.title,
      title: `${tile.title}: ${tile.description}`,
      tabindex: on ? "0" : "-1",
      "data-testid": `dataset-${tile.name}`,
    });
    picture(make("canvas", "", button, { "aria-hidden": "true" }), tile, palette);
    button.addEventListener("click", () => this.#component?.setTriggerValue("picked", tile.name));
    button.addEventListener("keydown", (event) => this.#move(event, button));
    return button;
  }

  /**
   * Arrow keys cycle through the group.
   * @param {KeyboardEvent} event
   * @param {HTMLButtonElement} from
   */
  #move(event, from) {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    const buttons = [...this.#root.querySelectorAll("button")];
    const at = buttons.indexOf(from);
    buttons[(at + step + buttons.length) % buttons.length].focus();
  }
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Tile} tile
 * @param {Palette} palette
 */
function picture(canvas, tile, palette) {
  const scale = Math.max(1, window.devicePixelRatio || 1);
  canvas.width = SIDE * scale;
  canvas.height = SIDE * scale;
  const brush = brushOf(canvas);
  brush.scale(scale, scale);
  if (tile.task === "image") drawImage(brush, tile.points, palette);
  else drawPoints(brush, tile.points, palette);
}

/**
 * @param {CanvasRenderingContext2D} brush
 * @param {number[][]} rows of grey values, 0..1
 * @param {Palette} palette
 */
function drawImage(brush, rows, palette) {
  const cell = SIDE / rows.length;
  rows.forEach((row, y) =>
    row.forEach((value, x) => {
      brush.fillStyle = css(mix(palette.card, palette.ink, value));
      brush.fillRect(x * cell, y * cell, cell + 0.5, cell + 0.5);
    }),
  );
}

/**
 * @param {CanvasRenderingContext2D} brush
 * @param {number[][]} points x and y from −1 to 1, and a class or a target from 0 to 1
 * @param {Palette} palette
 */
function drawPoints(brush, points, palette) {
  const several = Math.max(...points.map((point) => point[2])) > 1;
  const colorOf = (/** @type {number} */ value) =>
    several ? palette.classes[value % palette.classes.length] : mix(palette.c0, palette.c1, value);
  for (const [x, y, value] of points) {
    brush.fillStyle = css(colorOf(value));
    brush.beginPath();
    brush.arc(SIDE / 2 + x * (SIDE / 2 - 4), SIDE / 2 - y * (SIDE / 2 - 4), DOT, 0, 2 * Math.PI);
    brush.fill();
  }
}
