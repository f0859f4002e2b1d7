// One move in words: the equation in general, with this network's numbers, the result, its terms as
// bars that add up, and one sentence. All texts come from Python.
import { css, mix, readable, signed } from "../core/colors.js";
import { make } from "../core/elements.js";
import { exact } from "../core/notation.js";
/** @import { Move, Palette, Rgb, Station, Term, Walk } from "../types.d.ts" */
/** @import { Quantities } from "./quantities.js" */

const PHASES = { forward: "Forward", loss: "Loss", backward: "Backward", update: "Update" };
const CHIPS = 12; // cells of a station shown side by side; more go into a list

/** @typedef {Pick<Term, "label"|"value"|"result"|"edge">} Listed a term, or several together */

export class Words {
  #does;
  #body;
  #where;
  #title;
  #cells;
  #general;
  #numbers;
  #sum;
  #aside;
  #bars;
  #sentence;
  #batch;

  /**
   * @param {HTMLElement} card
   * @param {{choose: (k: number) => void, batch: (cell: string) => void}} does
   */
  constructor(card, does) {
    this.#does = does;
    const body = make("div", "bsw-body", card);
    this.#body = body;
    this.#where = make("p", "bsw-where", body, { "data-testid": "move-where" });
    this.#title = make("h2", "bsw-title", body, { "data-testid": "move-title", tabindex: "-1" });
    this.#cells = make("div", "bsw-cells", body, { "data-testid": "move-cells" });
    this.#general = make("p", "bsw-general", body, { "data-testid": "move-general" });
    this.#numbers = make("p", "bsw-numbers", body, { "data-testid": "move-numbers" });
    this.#sum = make("p", "bsw-numbers", body, { "data-testid": "move-sum" });
    this.#aside = make("p", "bsw-aside", body, { "data-testid": "move-aside" });
    this.#bars = make("div", "bsw-bars", body, { "data-testid": "move-bars" });
    this.#sentence = make("p", "bsw-sentence", body, {
      "data-testid": "move-sentence",
      "aria-live": "polite",
    });
    this.#batch = make("button", "bsw-link", body, {
      type: "button",
      "data-testid": "move-batch",
    });
    this.#listen();
  }

  #listen() {
    this.#batch.addEventListener("click", () => this.#does.batch(this.#batch.dataset.cell ?? ""));
    this.#body.addEventListener("click", ({ target }) => this.#lead(target));
    this.#body.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !this.#lead(event.target)) return;
      event.preventDefault();
      this.#title.focus();
    });
  }

  /**
   * Follow a word that names another move's quantity.
   * @param {EventTarget|null} target
   * @returns {boolean} whether it is one
   */
  #lead(target) {
    const leads = target instanceof HTMLElement ? target.dataset.leads : undefined;
    if (leads === undefined) return false;
    this.#does.choose(Number(leads));
    return true;
  }

  /**
   * @param {Walk} walk
   * @param {number} at the move
   * @param {number} now its station
   * @param {Palette} palette
   * @param {Quantities} quantities of this walk
   */
  show(walk, at, now, palette, quantities) {
    const move = walk.moves[at];
    const station = walk.stations[now];
    this.#where.textContent = whereWords(station, at);
    const others = walk.moves.map(({ id }, k) => /** @type {[string, number]} */ ([id, k]));
    const leads = new Map(others.filter(([, k]) => k !== at));
    const write = (/** @type {HTMLElement} */ host, /** @type {string} */ text) =>
      quantities.write(host, text, leads);
    write(this.#title, move.title);
    write(this.#general, move.general);
    const focused = this.#cells.contains(document.activeElement);
    this.#drawCells(walk.moves, at, station, quantities);
    const pressed = /** @type {"button"} */ ("select, [aria-pressed=true]");
    if (focused) this.#cells.querySelector(pressed)?.focus();
    const numbers = numbersText(move);
    this.#numbers.textContent = numbers;
    this.#numbers.hidden = !numbers;
    this.#drawSum(move, palette, quantities);
    this.#aside.textContent = move.aside;
    this.#aside.hidden = !move.aside;
    this.#drawBars(move, palette, quantities);
    write(this.#sentence, move.sentence);
    this.#batch.hidden = !move.cell;
    this.#batch.dataset.cell = move.cell ?? "";
    this.#batch.textContent = move.cell ? `Open ${move.gradient} for the whole batch, below` : "";
  }

  /**
   * The station's moves, to choose from.
   * @param {Move[]} moves
   * @param {number} at
   * @param {Station} station
   * @param {Quantities} quantities
   */
  #drawCells(moves, at, { first, count }, quantities) {
    this.#cells.replaceChildren();
    if (count < 2) return;
    const own = moves.slice(first, first + count);
    if (count > CHIPS) {
      this.#drawList(own, at, first);
      return;
    }
    own.forEach((move, k) => {
      const button = make("button", "bsw-cell", this.#cells, {
        type: "button",
        "aria-pressed": String(first + k === at),
      });
      button.textContent = move.name;
      const mark = quantities.markOf(move.name);
      if (mark) button.dataset.mark = mark;
      button.addEventListener("click", () => this.#does.choose(first + k));
    });
  }

  /**
   * @param {Move[]} own
   * @param {number} at
   * @param {number} first
   */
  #drawList(own, at, first) {
    const select = make("select", "bsw-select", this.#cells, { "aria-label": "Which number" });
    own.forEach((move, k) => {
      make("option", "", select, { value: String(first + k) }).textContent = move.name;
    });
    select.value = String(at);
    select.addEventListener("change", () => this.#does.choose(Number(select.value)));
  }

  /**
   * @param {Move} move
   * @param {Palette} palette
   * @param {Quantities} quantities
   */
  #drawSum(move, palette, quantities) {
    const terms = listed(move);
    const most = Math.max(...terms.map((term) => Math.abs(term.value)));
    const sum = this.#sum;
    sum.replaceChildren();
    sum.dataset.value = String(move.value);
    sum.title = exact(move.value);
    if (terms.length > 1) {
      sum.append("= ");
      terms.forEach((term, k) => {
        sum.append(k ? " + " : "");
        chip(sum, term, most, palette, quantities);
      });
    }
    if (!move.result) return;
    sum.append(terms.length > 1 ? " = " : "= ");
    make("b", "", sum, { "data-testid": "move-result" }).textContent = move.result;
  }

  /**
   * Each bar starts where the previous one ended; the last one is the sum.
   * @param {Move} move
   * @param {Palette} palette
   * @param {Quantities} quantities
   */
  #drawBars(move, palette, quantities) {
    const terms = listed(move);
    this.#bars.replaceChildren();
    if (terms.length < 2) return;
    const ends = [0];
    for (const term of terms) ends.push(ends[ends.length - 1] + term.value);
    const [low, high] = [Math.min(...ends), Math.max(...ends)];
    const at = (/** @type {number} */ v) => (100 * (v - low)) / (high - low || 1);
    /** @type {(name: string, from: number, to: number, color: Rgb, term: {label: string, result: string}) => HTMLElement} */
    const row = (name, from, to, color, { label, result }) => {
      const line = make("div", name, this.#bars);
      make("span", "", line, { title: label }).textContent = label;
      const track = make("div", "bsw-track", line, { style: `--zero:${at(0)}%` });
      const [left, right] = [Math.min(at(from), at(to)), Math.max(at(from), at(to))];
      const style = `left:${left}%;width:max(2px, ${right - left}%);background:${css(color)}`;
      make("i", "", track, { style });
      make("span", "", line).textContent = result;
      return line;
    };
    terms.forEach((term, k) => {
      const line = row("bsw-bar", ends[k], ends[k + 1], signOf(term.value, palette), term);
      line.dataset.value = String(term.value);
      mark(line, term, quantities);
    });
    const color = mix(palette.mute, palette.ink, 0.5);
    const together = { label: "together", result: move.result };
    row("bsw-bar bsw-all", 0, ends[ends.length - 1], color, together);
  }
}

/**
 * The phase, the layer, and which of the station's moves.
 * @param {Station} station
 * @param {number} at
 */
function whereWords({ phase, layer, first, count }, at) {
  const which = layer && phase !== "loss" ? `, layer ${layer}` : "";
  const many = count > 1 ? ` · ${at - first + 1} of ${count}` : "";
  return `${PHASES[phase]}${which}${many}`;
}

/**
 * The equation with numbers; "" where that is the result itself.
 * @param {Move} move
 */
function numbersText({ numbers, result, more }) {
  if (numbers.length === 1 && numbers[0] === result) return "";
  const rest = more ? ` + … (${more.count} more: ${more.text})` : "";
  return `= ${numbers.join(" + ")}${rest}`;
}

/**
 * The listed terms: those shown, and the others as one.
 * @param {Move} move
 * @returns {Listed[]}
 */
function listed({ terms, more }) {
  if (!more) return terms;
  const label = `${more.count} more, together`;
  return [...terms, { label, value: more.value, result: more.text, edge: null }];
}

/**
 * A number on the colour of its sign.
 * @param {HTMLElement} parent
 * @param {Listed} term
 * @param {number} most
 * @param {Palette} palette
 * @param {Quantities} quantities
 */
function chip(parent, term, most, palette, quantities) {
  const color = signed((0.75 * term.value) / (most || 1), palette);
  const style = `background:${css(color)};color:${css(readable(color))}`;
  const made = make("span", "bsw-n", parent, { style });
  made.textContent = term.result;
  mark(made, term, quantities);
}

/**
 * Mark a term with its edge, or with the quantity in its label.
 * @param {HTMLElement} element
 * @param {Listed} term
 * @param {Quantities} quantities
 */
function mark(element, { edge, label }, quantities) {
  const found = edge ? `e:${edge}` : quantities.markOf(label);
  if (found) element.dataset.mark = found;
}

/**
 * @param {number} value
 * @param {Palette} palette
 */
function signOf(value, palette) {
  if (value === 0) return palette.faint;
  return value < 0 ? palette.neg : palette.pos;
}
