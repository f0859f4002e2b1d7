// The network of the walk, drawn for one move: its units and edges in full colour, the rest dimmed;
// numbers appear in the units as the walk computes them. Texts and numbers come from Python.
import { css, readable, signed } from "../core/colors.js";
import { brief, twoFigures } from "../core/notation.js";
import { svg } from "../core/svg.js";
import { edgePath } from "../views/geometry.js";
/** @import { Move, Palette, Rgb, Term, Walk } from "../types.d.ts" */
/** @import { Layout, Place } from "./layout.js" */

const TAGS = 5; // edges that carry their numbers; more would cover each other
const NAME = 16; // characters of an input's name; a hint has all of it
const TAG_WIDTH = 190; // pixels between two layers that numbers on edges need
const TAG_LETTER = 6.3; // pixels
const DIM = 0.35; // opacity of everything else

/** @typedef {[number, number]} Unit layer and number */
/** @typedef {[number, number, number]} Edge layer, from and to */
/** @typedef {{unit: (unit: Unit) => void, edge: (edge: Edge) => void}} Chosen what a click tells */
/** @typedef {{id: string, from: Place, to: Place}} Drawn an edge */
/** @typedef {{text: string, value: number|null}} Inside what stands in a unit; null: without a colour */

export class WalkPicture {
  root;
  /** @type {Drawn[]} */
  #edges = [];
  /** @type {Map<string, Term>} by the edge that they come along */
  #terms;
  /** @type {Set<string>} of the stations up to this one */
  #done;
  #walk;
  #move;
  #layout;
  #palette;
  #choose;

  /**
   * @param {Walk} walk
   * @param {Move} move
   * @param {number} now the station
   * @param {Layout} layout
   * @param {number} height
   * @param {Palette} palette
   * @param {Chosen} choose
   */
  constructor(walk, move, now, layout, height, palette, choose) {
    this.#walk = walk;
    this.#move = move;
    this.#layout = layout;
    this.#palette = palette;
    this.#choose = choose;
    this.#done = new Set(walk.stations.slice(0, now + 1).map((station) => station.key));
    this.#terms = new Map(
      move.terms.flatMap((term) => (term.edge ? [[String(term.edge), term]] : [])),
    );
    this.root = svg("svg", {
      width: layout.width,
      height,
      role: "group",
      "aria-label": inWords(walk, move),
    });
    this.#drawEdges();
    for (const column of layout.layout)
      column.forEach((place, row) => {
        this.#drawUnit(place, row);
      });
    for (const { x, y, count } of layout.folds)
      write(this.root, x, y + 4, `+ ${count} more`, { class: "bsw-name" });
    this.#drawTags();
  }

  /** Dimmed edges lie below the others; the click targets on top. */
  #drawEdges() {
    const below = svg("g", {}, this.root);
    const above = svg("g", {}, this.root);
    const reach = svg("g", {}, this.root);
    const columns = this.#layout.layout;
    for (let l = 1; l < columns.length; l++)
      for (const from of columns[l - 1])
        for (const to of columns[l]) {
          /** @type {Edge} */
          const edge = [l, from.j, to.j];
          const d = edgePath({ ...from, size: from.w }, { ...to, size: to.w });
          const reached = { d, class: "bsw-reach", "data-mark": `e:${edge}` };
          svg("path", reached, reach).addEventListener("click", () => this.#choose.edge(edge));
          const lit = has(this.#move.edges, edge);
          svg("path", { d, ...this.#edgeLook(edge, lit) }, lit ? above : below);
          this.#edges.push({ id: String(edge), from, to });
        }
  }

  /**
   * @param {Edge} edge
   * @param {boolean} lit
   */
  #edgeLook(edge, lit) {
    const id = String(edge);
    const isTarget = String(this.#move.target?.edge) === id;
    const value = this.#terms.get(id)?.value ?? 0;
    const sizes = [...this.#terms.values()].map((term) => Math.abs(term.value));
    const share = Math.sqrt(Math.abs(value) / Math.max(1e-300, ...sizes));
    const shownWidth = lit ? 1.5 + 6 * share : 1;
    return {
      class: "bsw-edge",
      fill: "none",
      stroke: css(lit ? this.#edgeColor(value, isTarget) : this.#palette.faint),
      "data-edge": id,
      "data-mark": `e:${id}`,
      "stroke-width": isTarget ? 4 : shownWidth,
      "stroke-opacity": lit ? 0.9 : DIM,
    };
  }

  /**
   * @param {number} value
   * @param {boolean} isTarget
   * @returns {Rgb}
   */
  #edgeColor(value, isTarget) {
    if (isTarget) return this.#palette.sel;
    if (!value) return this.#palette.mute;
    return value < 0 ? this.#palette.neg : this.#palette.pos;
  }

  /** The numbers on the edges of a sum, at the end where the edges are apart. */
  #drawTags() {
    const target = this.#move.target?.unit;
    const carried = this.#edges.filter((edge) => this.#terms.get(edge.id)?.tag);
    if (!target || !carried.length || carried.length > TAGS) return;
    if (carried.length < this.#terms.size || this.#layout.step < TAG_WIDTH) return;
    const [{ from: first }] = carried;
    const outgoing =
      carried.length > 1
        ? carried.every((edge) => edge.from === first)
        : String(target) === `${first.layer},${first.j}`;
    for (const { id, from, to } of carried) {
      const tag = this.#terms.get(id)?.tag ?? "";
      const width = tag.length * TAG_LETTER + 14;
      const [near, far] = outgoing ? [to, from] : [from, to];
      const x = near.x + (outgoing ? -1 : 1) * (near.w / 2 + width / 2 + 8);
      const y = near.y + Math.sign(far.y - near.y) * 2;
      const box = { x: x - width / 2, y: y - 11, width, height: 21, rx: 6, class: "bsw-tag" };
      svg("rect", box, this.root);
      write(this.root, x, y + 4, tag, { class: "bsw-tag-text" });
    }
  }

  /**
   * Whether the walk has computed a quantity.
   * @param {string} quantity
   * @param {number|string} layer
   */
  #known(quantity, layer) {
    return this.#done.has(`${quantity}${layer}`);
  }

  /**
   * The content of a unit.
   * @param {number} l
   * @param {number} row
   * @returns {Inside|null}
   */
  #inside(l, row) {
    const { a, z } = this.#walk.values;
    if (l === 0 || this.#known("a", l)) return { text: twoFigures(a[l][row]), value: a[l][row] };
    const zs = this.#known("z", l) ? z[l] : null;
    return zs ? { text: `z ${twoFigures(zs[row])}`, value: null } : null;
  }

  /**
   * The text below a unit.
   * @param {number} l
   * @param {number} row
   */
  #under(l, row) {
    const { y, dz, da } = this.#walk.values;
    const found = [];
    if (l === this.#walk.sizes.length - 1 && this.#known("loss", ""))
      found.push(`y ${figures(y[row])}`);
    const own = l && this.#known("dz", l) ? dz[l] : null;
    if (own) found.push(`dz ${twoFigures(own[row])}`);
    else if (this.#known("da", l)) found.push(`da ${twoFigures(da[l][row])}`);
    return found.join(", ");
  }

  /**
   * @param {Place} place
   * @param {number} row
   */
  #drawUnit(place, row) {
    const { layer, j } = place;
    /** @type {Unit} */
    const unit = [layer, j];
    const isTarget = String(this.#move.target?.unit) === String(unit);
    const lit = isTarget || has(this.#move.units, unit);
    const inside = this.#inside(layer, row);
    const under = this.#under(layer, row);
    const column = layer ? "" : (this.#walk.columns?.[row] ?? "");
    const symbol = this.#walk.names[layer][row];
    const name = `${symbol} ${column}`.trim();
    const group = svg(
      "g",
      {
        class: "bsw-unit",
        opacity: lit ? 1 : DIM,
        "data-testid": `walk-unit-${layer}-${j + 1}`,
        "data-mark": `u:${unit}`,
        "aria-label": [name, inside?.text, under].filter(Boolean).join(", "),
        tabindex: 0,
        role: "button",
      },
      this.root,
    );
    if (lit) group.dataset.lit = "true";
    this.#drawBox(group, place, inside, isTarget);
    if (column) svg("title", {}, group).textContent = `${symbol} ${column}`;
    if (this.#layout.wide[layer]) writeAround(group, place, brief(name, NAME), under, lit);
    else writeBeside(group, place, brief(name, NAME), lit ? under : "");
    group.addEventListener("click", () => this.#choose.unit(unit));
    group.addEventListener("keydown", (event) => {
      if (event.key === "Enter") this.#choose.unit(unit);
    });
  }

  /**
   * @param {SVGElement} group
   * @param {Place} place
   * @param {Inside|null} inside
   * @param {boolean} isTarget
   */
  #drawBox(group, { layer, x, y, w, h }, inside, isTarget) {
    const palette = this.#palette;
    const value = inside?.value ?? null;
    const scale = Math.max(1, ...this.#walk.values.a[layer].map(Math.abs));
    const fill = value === null ? palette.card : signed((0.85 * value) / scale, palette);
    const outline = inside ? palette.line : palette.faint;
    const box = {
      x: x - w / 2,
      y: y - h / 2,
      width: w,
      height: h,
      rx: 8,
      fill: css(fill),
      stroke: css(isTarget ? palette.sel : outline),
      "stroke-width": isTarget ? 3 : 1,
    };
    svg("rect", inside ? box : { ...box, "stroke-dasharray": "3 3" }, group);
    if (!inside) return;
    const ink = value === null ? palette.ink : readable(fill);
    write(group, x, y + 4.5, inside.text, { style: `fill:${css(ink)}` });
  }
}

/**
 * The name above a unit, numbers below it.
 * @param {SVGElement} group
 * @param {Place} place
 * @param {string} name
 * @param {string} under
 * @param {boolean} lit
 */
function writeAround(group, { x, y, h }, name, under, lit) {
  write(group, x, y - h / 2 - 6, name, { class: "bsw-name" });
  if (under) write(group, x, y + h / 2 + 15, under, { class: lit ? "" : "bsw-name" });
}

/**
 * The name on the left of a unit, numbers on its right.
 * @param {SVGElement} group
 * @param {Place} place
 * @param {string} name
 * @param {string} under
 */
function writeBeside(group, { x, y, w }, name, under) {
  const left = { class: "bsw-name bsw-halo", "text-anchor": "end" };
  write(group, x - w / 2 - 4, y + 4, name, left);
  const right = { class: "bsw-halo", "text-anchor": "start" };
  if (under) write(group, x + w / 2 + 4, y + 4, under, right);
}

/**
 * @param {Element} parent
 * @param {number} x
 * @param {number} y
 * @param {string} words
 * @param {Record<string, string>} attributes
 */
function write(parent, x, y, words, attributes) {
  const element = svg("text", { x, y, "text-anchor": "middle", ...attributes }, parent);
  element.textContent = words;
}

/**
 * @param {number[][]} list
 * @param {number[]} wanted
 */
const has = (list, wanted) => list.some((entry) => String(entry) === String(wanted));

/**
 * A number in a unit: labels are whole.
 * @param {number} v
 */
const figures = (v) => (Number.isInteger(v) ? String(v) : twoFigures(v));

/**
 * The picture in a sentence, for those who do not see it.
 * @param {Walk} walk
 * @param {Move} move
 */
function inWords({ sizes, names, shown }, { units }) {
  const lit = units.map(([l, j]) => names[l][shown[l].indexOf(j)]);
  return `Network ${sizes.join("-")}. Highlighted: ${lit.join(", ") || "nothing"}.`;
}
