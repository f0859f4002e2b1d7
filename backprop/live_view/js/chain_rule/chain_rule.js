// The chain rule page: two sliders, and four cards that show what Python computed for where they
// stand.
import { readTheme } from "../core/colors.js";
import { onDeparture } from "../core/departure.js";
import { make } from "../core/elements.js";
import { keeping } from "../core/keeping.js";
import { minus } from "../core/notation.js";
import { applyPalette, followTheme } from "../core/theme.js";
import { createSaveMenu } from "../save/menu.js";
import { drawnPicture } from "../save/svg_drawing.js";
import { drawCurve } from "./curve.js";
import { at, sweepOf } from "./data.js";
import { drawGraph } from "./graph.js";
import { createSlider, putUnder, setSlider } from "./slider.js";
import { drawChange, drawErrors, orderText } from "./steps.js";
import { drawSum } from "./sum.js";
import { tickText, write, written } from "./svg.js";
/** @import { Component } from "../core/keeping.js" */
/** @import { Palette } from "../types.d.ts" */
/** @import { Point, Sweep } from "./data.js" */

const PHONE = 860; // CSS pixels: on narrower pages the cards are stacked
const MID = 1180; // on narrower pages the columns have equal widths
const REST = 300; // ms of rest before Python is told

export const mountChainRule = keeping((parent) => new ChainRule(parent));

/** @typedef {(point: Point) => void} Show writes and draws the numbers of a point */

class ChainRule {
  /** @type {Component|null} */
  #component = null;
  /** @type {Sweep|null} */
  #sweep = null;
  /** @type {Show[]} of the cards */
  #shows = [];
  #i = 0; // which x
  #j = 0; // which dx
  #width = 0; // at which it is drawn
  #frame = 0; // in which it is drawn anew
  /** @type {ReturnType<typeof setTimeout>|undefined} until Python is told */
  #timer;
  #root;
  #grid;
  #unfollow;
  #stay;
  #observer;

  /** @param {HTMLElement} parent */
  constructor(parent) {
    this.#root = make("div", "bcr", parent, {
      "data-testid": "chain-rule",
      role: "group",
      "aria-label": "Chain rule",
    });
    this.#grid = make("div", "bcr-grid", this.#root);
    applyPalette(this.#root, readTheme(this.#root));
    this.#unfollow = followTheme(this.#root, () => this.#build());
    this.#stay = onDeparture(() => clearTimeout(this.#timer));
    this.#observer = new ResizeObserver(() => {
      if (Math.abs(this.#root.clientWidth - this.#width) > 1) this.#build();
    });
    this.#observer.observe(this.#root);
  }

  leave() {
    clearTimeout(this.#timer);
    this.#observer.disconnect();
    this.#unfollow();
    this.#stay();
    this.#root.remove();
  }

  /** @param {Component} component whose data may be drawn already */
  take(component) {
    this.#component = component;
    const sweep = sweepOf(component.data);
    const { id, base, start } = sweep.header;
    const before = this.#sweep?.header;
    if (id === before?.id) return;
    if (base !== before?.base) {
      this.#i = start.x;
      this.#j = start.dx;
    }
    this.#sweep = sweep;
    this.#build();
  }

  /** Draw everything for the present width, theme and functions. */
  #build() {
    if (!this.#sweep) return;
    const focused = this.#root.contains(document.activeElement) ? document.activeElement?.id : "";
    const palette = readTheme(this.#root);
    applyPalette(this.#root, palette);
    this.#width = this.#root.clientWidth;
    this.#root.dataset.layout = layoutAt(this.#width);
    this.#grid.replaceChildren();
    this.#shows = [
      this.#graphCard(this.#sweep, palette),
      this.#curveCard(this.#sweep, palette),
      this.#sumCard(this.#sweep, palette),
      this.#stepsCard(this.#sweep, palette),
    ];
    this.#draw(this.#sweep);
    this.#root.dataset.id = this.#sweep.header.id;
    if (focused) this.#grid.querySelector(/** @type {"input"} */ (`#${focused}`))?.focus();
  }

  /** @param {Sweep} sweep */
  #draw(sweep) {
    const point = at(sweep, this.#i, this.#j);
    for (const show of this.#shows) show(point);
    this.#root.dataset.at = `${this.#i} ${this.#j}`;
  }

  /**
   * @param {Sweep} sweep
   * @param {Palette} palette
   * @returns {Show}
   */
  #graphCard(sweep, palette) {
    const { card, about } = this.#card("bcr-graph", "Computational graph", sweep);
    about.textContent = `f = ${sweep.header.texts.f}`;
    return drawGraph(card, sweep, palette);
  }

  /**
   * The curve with the slider of x below it.
   * @param {Sweep} sweep
   * @param {Palette} palette
   * @returns {Show}
   */
  #curveCard(sweep, palette) {
    const { card, about } = this.#card("bcr-curve", "f(x) and its tangent", sweep);
    const none = make("p", "bcr-none", card, { role: "status", "data-testid": "none" });
    const move = (/** @type {number} */ i) => this.#move(i, this.#j);
    const plot = drawCurve(card, sweep, palette, move);
    const slider = createSlider(card, "bcr-x", "x", sweep.header.n - 1, move);
    if (this.#root.dataset.layout !== "phone") putUnder(slider, plot);
    return (point) => {
      setSlider(slider, this.#i, point.x);
      const there = Number.isFinite(point.total);
      none.hidden = there;
      none.textContent = there
        ? ""
        : `No value or no slope at x = ${tickText(point.x)}. Move x to where the curve is drawn.`;
      about.textContent = `slope of the tangent ${written(point.total)}`;
      plot.draw(point);
    };
  }

  /**
   * @param {Sweep} sweep
   * @param {Palette} palette
   * @returns {Show}
   */
  #sumCard(sweep, palette) {
    const { card, about } = this.#card("bcr-sum", "Total derivative", sweep);
    const show = drawSum(card, sweep, palette);
    const list = make("dl", "bcr-facts", card);
    const sum = fact(list, "sum of products", "fact-sum");
    const numerical = fact(list, "finite difference", "fact-numerical");
    const gap = fact(list, "they differ by", "fact-gap");
    return (point) => {
      about.textContent = `df/dx at x = ${tickText(point.x)}`;
      const apart = Math.abs(point.total - point.numerical);
      const there = Number.isFinite(point.total);
      write(sum, point.total, precise(point.total));
      write(numerical, point.numerical, precise(point.numerical));
      write(gap, apart, there ? minus(apart.toExponential(1)) : "no value");
      show(point);
    };
  }

  /**
   * The total differential, with the slider of dx above it.
   * @param {Sweep} sweep
   * @param {Palette} palette
   * @returns {Show}
   */
  #stepsCard(sweep, palette) {
    const { card, about } = this.#card("bcr-errors", "Total differential", sweep);
    const last = sweep.header.k - 1; // dx falls with j, and rises to the right on the slider
    const slider = createSlider(card, "bcr-dx", "dx", last, (j) => this.#move(this.#i, last - j));
    const two = make("div", "bcr-two", card);
    const left = make("div", "", two);
    const right = make("div", "", two);
    const showChange = drawChange(left, palette);
    const halved = make("p", "bcr-quiet", left, { "data-testid": "halved" });
    const showErrors = drawErrors(right, sweep, palette, (j) => this.#move(this.#i, j));
    const order = make("p", "bcr-quiet", right, { "data-testid": "order" });
    about.textContent = "df = ∂f/∂t dt + ∂f/∂u du + ∂f/∂v dv";
    return (point) => {
      setSlider(slider, last - this.#j, point.dx);
      showChange(point);
      halved.textContent = halvedText(point);
      showErrors(point, this.#j);
      order.textContent = orderText(point);
    };
  }

  /**
   * @param {string} name of its class
   * @param {string} title
   * @param {Sweep} sweep
   */
  #card(name, title, sweep) {
    const card = make("section", `bcr-card ${name}`, this.#grid, { "aria-label": title });
    const head = make("div", "bcr-head", card);
    make("h3", "", head).textContent = title;
    const about = make("span", "bcr-quiet", head);
    createSaveMenu(head, title, () => {
      const said = about.textContent ?? "";
      const more = said.startsWith("f =") ? "" : `, ${said}`;
      const file = name.replace("bcr-", "");
      const words = `${title}${more}: ${this.#standing(sweep)}`;
      const drawn = [...card.querySelectorAll(/** @type {"svg"} */ ("svg[data-testid]"))];
      return drawnPicture("chain-rule", file, null, words, drawn, readTheme(this.#root));
    });
    return { card, about };
  }

  /**
   * Where the sliders stand, and of which functions, in words.
   * @param {Sweep} sweep
   */
  #standing(sweep) {
    const { texts } = sweep.header;
    const { x, dx } = at(sweep, this.#i, this.#j);
    const functions = ["f", "t", "u", "v"].filter((letter) => letter === "f" || texts[letter]);
    return [
      ...functions.map((letter) => `${letter} = ${texts[letter]}`),
      `x = ${tickText(Number(x.toPrecision(4)))}`,
      `dx = ${tickText(Number(dx.toPrecision(4)))}`,
    ].join(", ");
  }

  /**
   * @param {number} i which x
   * @param {number} j which dx
   */
  #move(i, j) {
    if (i === this.#i && j === this.#j) return;
    this.#i = i;
    this.#j = j;
    if (!this.#frame)
      this.#frame = requestAnimationFrame(() => {
        this.#frame = 0;
        if (this.#sweep) this.#draw(this.#sweep);
      });
    clearTimeout(this.#timer);
    const tell = () => this.#component?.setStateValue("standing", { x: this.#i, dx: this.#j });
    this.#timer = setTimeout(tell, REST);
  }
}

/** @param {number} width */
function layoutAt(width) {
  if (width < PHONE) return "phone";
  return width < MID ? "mid" : "wide";
}

/**
 * A number with its name.
 * @param {HTMLElement} list
 * @param {string} name
 * @param {string} testid
 */
function fact(list, name, testid) {
  make("dt", "", list).textContent = name;
  return make("dd", "", list, { "data-testid": testid });
}

/**
 * The effect of halving dx on the error.
 * @param {Point} point
 */
function halvedText({ dx, error, half, order }) {
  if (!half) return "";
  const ratio = Math.abs(error / half.error);
  if (!Number.isFinite(ratio) || !Number.isFinite(order)) return "";
  const there = `With dx halved to ${tickText(Number((dx / 2).toPrecision(3)))} the error is ${written(half.error)}`;
  return ratio > 1
    ? `${there}: ${ratio.toFixed(2)} times smaller.`
    : `${there}: not smaller yet, this dx is too large.`;
}

/** @param {number} value */
const precise = (value) =>
  Number.isFinite(value) ? minus(String(Number(value.toPrecision(9)))) : "no value";
