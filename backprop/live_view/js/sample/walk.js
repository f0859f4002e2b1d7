// Follow one sample: the walk. Python has computed every move; here one goes from move to move, at
// once.
import { readTheme } from "../core/colors.js";
import { onDeparture } from "../core/departure.js";
import { make, segmented } from "../core/elements.js";
import { hintOf } from "../core/hints.js";
import { keeping } from "../core/keeping.js";
import { commandOf } from "../core/keyboard.js";
import { applyPalette, followTheme } from "../core/theme.js";
import { createSaveMenu } from "../save/menu.js";
import { drawnPicture } from "../save/svg_drawing.js";
import { createDiagram } from "./diagram.js";
import { createLine } from "./line.js";
import { createMap } from "./map.js";
import { glow, watchMarks } from "./quantities.js";
import { createWords } from "./words.js";

const REST = 350; // milliseconds without a move, after which the address learns of it

export const mountSampleWalk = keeping(
  (parent, { plotlyUrl }) => new SampleWalk(parent, plotlyUrl),
);

/**
 * A station's place in the list of moves, and a move: see backprop/walkthrough/walk.py.
 * @typedef
 *   {{key: string, label: string, phase: string, layer: number, first: number, count: number, focus: number, about: string}}
 *   Station
 */
class SampleWalk {
  /**
   * @param {HTMLElement} parent
   * @param {string} plotlyUrl
   */
  constructor(parent, plotlyUrl) {
    this.data = null;
    this.at = -1; // the move where we stand
    this.byUnit = false;
    this.root = make("div", "bsw", parent, { "data-testid": "sample-walk" });
    applyPalette(this.root, readTheme(this.root));
    this.line = createLine(
      make("div", "bsw-line", this.root, { role: "group", "aria-label": "Moves of the walk" }),
      (k) => this.toStation(k),
    );
    const grid = make("div", "bsw-grid", this.root);
    const card = (name, label) =>
      make("section", `bpl-card bsw-${name}`, grid, { "aria-label": label });
    this.map = createMap(
      card("map", "Samples"),
      (index) => this.pick({ index, set: this.data.sample.set }),
      plotlyUrl,
    );
    const net = card("net", "Network");
    this.diagram = createDiagram(
      net,
      (unit) => this.toUnit(unit),
      (edge) => this.toEdge(edge),
    );
    createSaveMenu(make("div", "bsw-save", net), "Network", () =>
      this.picture([...net.querySelectorAll(".bsw-scroll svg")]),
    );
    const words = card("words", "This move");
    this.words = createWords(words, {
      choose: (k) => this.go(k),
      batch: (cell) => this.pick({ cell }),
    });
    watchMarks(grid, (mark) => glow(grid, mark)); // words and picture point at each other
    this.buttons(make("div", "bsw-feet", words));
    this.stop = new AbortController();
    document.addEventListener("keydown", (event) => this.key(event), { signal: this.stop.signal });
    this.unfollow = followTheme(this.root, () => this.draw());
    this.stay = onDeparture(() => clearTimeout(this.timer));
    this.observer = new ResizeObserver(() => this.draw());
    this.observer.observe(this.root);
  }

  /** @param {HTMLElement} feet */
  buttons(feet) {
    const button = (text, name, press) => {
      const made = make("button", name, feet, { type: "button", title: hintOf(text) });
      made.textContent = text;
      made.addEventListener("click", press);
      return made;
    };
    this.backButton = button("Back", "bsw-button", () => this.step(-1));
    this.nextButton = button("Continue", "bsw-button bsw-primary", () => this.step(1));
    this.skipButton = button("Skip to the update", "bsw-button bsw-skip", () =>
      this.toStation(this.updateStation()),
    );
    this.showStep = segmented(
      feet,
      "Step size",
      [
        ["layer", "by layer"],
        ["unit", "by unit"],
      ],
      (value) => {
        this.byUnit = value === "unit";
        this.draw();
      },
    );
  }

  leave() {
    clearTimeout(this.timer);
    this.stop.abort();
    this.observer.disconnect();
    this.unfollow();
    this.stay();
    this.root.remove();
  }

  /** @param {any} component whose data may be what is walked already */
  take(component) {
    this.component = component;
    const { data } = component;
    const text = JSON.stringify(data); // a rerun hands the same over as another object
    if (text === this.text) return;
    const kept = this.data ? this.move?.id : data.start;
    this.text = text;
    const sizes = Object.assign([...data.walk.sizes], { symbols: data.walk.symbols });
    this.data = { ...data, walk: { ...data.walk, sizes } };
    const { moves, stations } = data.walk;
    let k = moves.findIndex((move) => move.id === kept);
    if (k < 0) k = this.nearStation(kept, stations);
    this.at = Math.max(0, k);
    this.draw();
  }

  /**
   * The network of the walk, to be saved.
   * @param {SVGSVGElement[]} drawn
   */
  picture(drawn) {
    const { iteration, sample, walk } = this.data;
    const title = `${sample.set === "test" ? "Test" : "Training"} sample ${sample.index + 1} at iteration ${iteration} (${walk.sizes.join("-")}): ${walk.stations[this.station]?.about ?? ""}`;
    return drawnPicture(
      "sample",
      `walk-${this.move.id}`,
      iteration,
      title,
      drawn,
      readTheme(this.root),
    );
  }

  /**
   * The focus of the station that a move's name begins with: the cell may not be among the shown.
   */
  nearStation(id, stations) {
    const key = String(id ?? "")
      .replace(/^db/, "dW")
      .replace(/\..*$/, "")
      .replace(/^(update|next)\d+$/, "$1");
    return stations.find((station) => station.key === key)?.focus ?? 0;
  }

  get move() {
    return this.data?.walk.moves[this.at];
  }

  get station() {
    return this.data.walk.stations.findIndex(
      (s) => this.at >= s.first && this.at < s.first + s.count,
    );
  }

  updateStation() {
    const found = this.data.walk.stations.findIndex((s) => s.key === "update");
    return found < 0 ? this.data.walk.stations.length - 1 : found;
  }

  /** @param {number} by 1 or -1: a move, or a layer's quantity */
  step(by) {
    if (this.byUnit) this.go(this.at + by);
    else this.toStation(this.station + by);
  }

  toStation(k) {
    const station = this.data.walk.stations[k];
    if (station) this.go(station.focus);
  }

  /**
   * Of the station's moves the one whose result is that unit's.
   * @param {number[]} unit layer, j
   */
  toUnit(unit) {
    this.toTarget((target) => target?.unit && String(target.unit) === String(unit));
  }

  toEdge(edge) {
    this.toTarget((target) => target?.edge && String(target.edge) === String(edge));
  }

  toTarget(fits) {
    const { first, count } = this.data.walk.stations[this.station];
    const k = this.data.walk.moves.findIndex(
      (move, n) => n >= first && n < first + count && fits(move.target),
    );
    if (k >= 0) this.go(k);
  }

  /** @param {number} k */
  go(k) {
    if (k < 0 || k >= this.data.walk.moves.length || k === this.at) return;
    this.at = k;
    this.draw();
    clearTimeout(this.timer);
    this.timer = setTimeout(
      () => this.component.setStateValue("standing", { move: this.move.id }),
      REST,
    );
  }

  pick(what) {
    this.component.setTriggerValue("picked", what);
  }

  key(event) {
    const command = commandOf(event);
    const by = { forward: 1, back: -1 }[command];
    const layer = { walkForward: 1, walkBack: -1 }[command];
    if (!this.data || (!by && !layer)) return;
    event.preventDefault();
    if (layer) this.toStation(this.station + layer);
    else this.step(by);
  }

  draw() {
    if (!this.data || !this.root.clientWidth) return;
    const palette = readTheme(this.root);
    applyPalette(this.root, palette);
    const { walk } = this.data;
    const now = this.station;
    this.root.dataset.move = this.move.id;
    this.root.dataset.sample = `${this.data.sample.set}-${this.data.sample.index + 1}`;
    this.root.dataset.iteration = this.data.iteration;
    this.line.show(walk.stations, now);
    this.map.show(this.data, palette);
    this.diagram.show(walk, this.move, now, palette);
    this.words.show(walk, this.at, now, palette);
    this.backButton.disabled = this.byUnit ? this.at === 0 : now === 0;
    this.nextButton.disabled = this.byUnit
      ? this.at === walk.moves.length - 1
      : now === walk.stations.length - 1;
    this.skipButton.disabled = now >= this.updateStation();
    this.showStep(this.byUnit ? "unit" : "layer");
  }
}
