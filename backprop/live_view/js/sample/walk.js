// Follow one sample: the walk. Python has computed every move; the browser steps through them
// without waiting.
import { readTheme } from "../core/colors.js";
import { onDeparture } from "../core/departure.js";
import { make, segmented } from "../core/elements.js";
import { hintOf } from "../core/hints.js";
import { keeping } from "../core/keeping.js";
import { commandOf } from "../core/keyboard.js";
import { applyPalette, followTheme } from "../core/theme.js";
import { createSaveMenu } from "../save/menu.js";
import { drawnPicture } from "../save/svg_drawing.js";
import { WalkDiagram } from "./diagram.js";
import { Line } from "./line.js";
import { MapCard } from "./map.js";
import { glow, Quantities, watchMarks } from "./quantities.js";
import { Words } from "./words.js";
/** @import { Component } from "../core/keeping.js" */
/** @import { Move, WalkData } from "../types.d.ts" */

const REST = 350; // ms of rest before the address changes
/** @type {Record<string, number>} */
const STEPS = { forward: 1, back: -1 };
/** @type {Record<string, number>} */
const STATIONS = { walkForward: 1, walkBack: -1 };

export const mountSampleWalk = keeping(
  (parent, { plotlyUrl }) => new SampleWalk(parent, plotlyUrl),
);

class SampleWalk {
  /** @type {Component|null} */
  #component = null;
  #text = ""; // the data as text
  /** @type {Walked|null} */
  #walked = null;
  #byUnit = false; // whether Back and Continue go by single moves
  /** @type {ReturnType<typeof setTimeout>|undefined} until the address changes */
  #timer;
  #root;
  #line;
  #map;
  #diagram;
  #words;
  #feet;
  #stop = new AbortController();
  #unfollow;
  #stay;
  #observer;

  /**
   * @param {HTMLElement} parent
   * @param {string} plotlyUrl
   */
  constructor(parent, plotlyUrl) {
    this.#root = make("div", "bsw", parent, { "data-testid": "sample-walk" });
    applyPalette(this.#root, readTheme(this.#root));
    const line = make("div", "bsw-line", this.#root, {
      role: "group",
      "aria-label": "Moves of the walk",
    });
    this.#line = new Line(line, (k) => this.#toStation(k));
    const grid = make("div", "bsw-grid", this.#root);
    const card = (/** @type {string} */ name, /** @type {string} */ label) =>
      make("section", `bpl-card bsw-${name}`, grid, { "aria-label": label });
    this.#map = new MapCard(card("map", "Samples"), (index) => this.#follow(index), plotlyUrl);
    const net = card("net", "Network");
    this.#diagram = new WalkDiagram(net, {
      unit: (unit) => this.#toTarget(({ target }) => String(target?.unit) === String(unit)),
      edge: (edge) => this.#toTarget(({ target }) => String(target?.edge) === String(edge)),
    });
    createSaveMenu(make("div", "bsw-save", net), "Network", () =>
      this.#picture([...net.querySelectorAll(/** @type {"svg"} */ (".bsw-scroll svg"))]),
    );
    const words = card("words", "This move");
    this.#words = new Words(words, {
      choose: (k) => this.#go(k),
      batch: (cell) => this.#component?.setTriggerValue("picked", { cell }),
    });
    watchMarks(grid, (mark) => glow(grid, mark)); // text and picture highlight each other
    this.#feet = this.#createFeet(make("div", "bsw-feet", words));
    const pressed = (/** @type {KeyboardEvent} */ event) => this.#key(event);
    document.addEventListener("keydown", pressed, { signal: this.#stop.signal });
    this.#unfollow = followTheme(this.#root, () => this.#draw());
    this.#stay = onDeparture(() => clearTimeout(this.#timer));
    this.#observer = new ResizeObserver(() => this.#draw());
    this.#observer.observe(this.#root);
  }

  /**
   * The buttons that go from move to move.
   * @param {HTMLElement} feet
   */
  #createFeet(feet) {
    /** @type {(text: string, name: string, press: () => void) => HTMLButtonElement} */
    const button = (text, name, press) => {
      const made = make("button", name, feet, { type: "button", title: hintOf(text) });
      made.textContent = text;
      made.addEventListener("click", press);
      return made;
    };
    const back = button("Back", "bsw-button", () => this.#step(-1));
    const next = button("Continue", "bsw-button bsw-primary", () => this.#step(1));
    const skip = button("Skip to the update", "bsw-button bsw-skip", () => {
      if (this.#walked) this.#toStation(this.#walked.update);
    });
    const showStep = segmented(
      feet,
      "Step size",
      [
        ["layer", "by layer"],
        ["unit", "by unit"],
      ],
      (value) => {
        this.#byUnit = value === "unit";
        this.#draw();
      },
    );
    return { back, next, skip, showStep };
  }

  leave() {
    clearTimeout(this.#timer);
    this.#stop.abort();
    this.#observer.disconnect();
    this.#unfollow();
    this.#stay();
    this.#root.remove();
  }

  /** @param {Component} component whose data may be shown already */
  take(component) {
    this.#component = component;
    /** @type {WalkData} */
    const data = component.data;
    const text = JSON.stringify(data); // a rerun passes equal data as a new object
    if (text === this.#text) return;
    this.#text = text;
    this.#walked = new Walked(data, this.#walked ? this.#walked.move.id : data.start);
    this.#draw();
  }

  /** @param {number} by 1 or −1: a move, or a layer's quantity */
  #step(by) {
    if (!this.#walked) return;
    if (this.#byUnit) this.#go(this.#walked.at + by);
    else this.#toStation(this.#walked.station + by);
  }

  /** @param {number} k */
  #toStation(k) {
    const station = this.#walked?.walk.stations[k];
    if (station) this.#go(station.focus);
  }

  /**
   * Go to the move of this station whose result is at a certain unit or edge.
   * @param {(move: Move) => boolean} fits
   */
  #toTarget(fits) {
    const k = this.#walked?.find(fits) ?? -1;
    if (k >= 0) this.#go(k);
  }

  /** @param {number} k */
  #go(k) {
    const walked = this.#walked;
    if (!walked || k < 0 || k >= walked.walk.moves.length || k === walked.at) return;
    walked.at = k;
    this.#draw();
    clearTimeout(this.#timer);
    const tell = () => this.#component?.setStateValue("standing", { move: walked.move.id });
    this.#timer = setTimeout(tell, REST);
  }

  /** @param {number} index of another sample of the same set */
  #follow(index) {
    const set = this.#walked?.data.sample.set;
    this.#component?.setTriggerValue("picked", { index, set });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const command = commandOf(event) ?? "";
    const by = STEPS[command];
    const stations = STATIONS[command];
    if (!this.#walked || (!by && !stations)) return;
    event.preventDefault();
    if (stations) this.#toStation(this.#walked.station + stations);
    else this.#step(by);
  }

  #draw() {
    const walked = this.#walked;
    if (!walked || !this.#root.clientWidth) return;
    const palette = readTheme(this.#root);
    applyPalette(this.#root, palette);
    const { data, walk, at, move, station } = walked;
    this.#root.dataset.move = move.id;
    this.#root.dataset.sample = `${data.sample.set}-${data.sample.index + 1}`;
    this.#root.dataset.iteration = String(data.iteration);
    this.#line.show(walk.stations, station);
    this.#map.show(data, palette);
    this.#diagram.show(walk, move, station, palette);
    this.#words.show(walk, at, station, palette, walked.quantities);
    const { back, next, skip, showStep } = this.#feet;
    const last = this.#byUnit ? walk.moves.length - 1 : walk.stations.length - 1;
    const here = this.#byUnit ? at : station;
    back.disabled = here === 0;
    next.disabled = here === last;
    skip.disabled = station >= walked.update;
    showStep(this.#byUnit ? "unit" : "layer");
  }

  /**
   * The network of the walk, to be saved.
   * @param {SVGSVGElement[]} drawn
   */
  #picture(drawn) {
    if (!this.#walked) return null;
    const { data, walk, move, station } = this.#walked;
    const { sample, iteration } = data;
    const which = `${sample.set === "test" ? "Test" : "Training"} sample ${sample.index + 1}`;
    const about = walk.stations[station]?.about ?? "";
    const title = `${which} at iteration ${iteration} (${walk.sizes.join("-")}): ${about}`;
    const palette = readTheme(this.#root);
    return drawnPicture("sample", `walk-${move.id}`, iteration, title, drawn, palette);
  }
}

/** A walk, and the current move. */
class Walked {
  at;

  /**
   * @param {WalkData} data
   * @param {string} id of the current move; if the walk lacks it, its layer's focus
   */
  constructor(data, id) {
    this.data = data;
    this.walk = data.walk;
    this.quantities = new Quantities(data.walk);
    const there = data.walk.moves.findIndex((move) => move.id === id);
    this.at = Math.max(0, there < 0 ? this.#near(id) : there);
  }

  get move() {
    return this.walk.moves[this.at];
  }

  get station() {
    return this.walk.stations.findIndex(
      ({ first, count }) => this.at >= first && this.at < first + count,
    );
  }

  /** The station of the update; the last one if the walk has none. */
  get update() {
    const found = this.walk.stations.findIndex((station) => station.key === "update");
    return found < 0 ? this.walk.stations.length - 1 : found;
  }

  /**
   * The index of the move of this station that fits; −1 if none does.
   * @param {(move: Move) => boolean} fits
   */
  find(fits) {
    const { first, count } = this.walk.stations[this.station];
    return this.walk.moves.findIndex((move, k) => k >= first && k < first + count && fits(move));
  }

  /**
   * The focus of the station in a move's name: its cell may not be shown, or not be named.
   * @param {string} id
   */
  #near(id) {
    const key = String(id ?? "")
      .replace(/^db/, "dW")
      .replace(/\..*$/, "")
      .replace(/^(update|next)\d+$/, "$1");
    return this.walk.stations.find((station) => station.key === key)?.focus ?? 0;
  }
}
