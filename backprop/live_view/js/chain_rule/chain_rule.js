// The chain rule page: two sliders, and four cards that show what Python computed for where they
// stand.
import { readTheme } from "../core/colors.js";
import { onDeparture } from "../core/departure.js";
import { make } from "../core/elements.js";
import { keeping } from "../core/keeping.js";
import { applyPalette, followTheme } from "../core/theme.js";
import { createSaveMenu } from "../save/menu.js";
import { drawnPicture } from "../save/svg_drawing.js";
import { drawCurve } from "./curve.js";
import { at, sweepOf } from "./data.js";
import { drawGraph } from "./graph.js";
import { drawChange, drawErrors, orderText } from "./steps.js";
import { drawSum } from "./sum.js";
import { tickText, written } from "./svg.js";

const PHONE = 860; // CSS pixels: below, the cards stand one under the other
const MID = 1180; // below, the columns are of one width
const THUMB = 18; // CSS pixels, as in chain_rule.css
const REST = 300; // milliseconds without a move, after which Python is told

export const mountChainRule = keeping((parent) => new ChainRule(parent));

class ChainRule {
  /** @param {Element} parent */
  constructor(parent) {
    this.i = this.j = this.width = 0;
    this.base = this.id = null;
    this.root = make("div", "bcr", parent, {
      "data-testid": "chain-rule",
      role: "group",
      "aria-label": "Chain rule",
    });
    this.grid = make("div", "bcr-grid", this.root);
    applyPalette(this.root, readTheme(this.root));
    this.unfollow = followTheme(this.root, () => this.build());
    this.stay = onDeparture(() => clearTimeout(this.timer));
    this.observer = new ResizeObserver(() => {
      if (Math.abs(this.root.clientWidth - this.width) > 1) this.build();
    });
    this.observer.observe(this.root);
  }

  leave() {
    clearTimeout(this.timer);
    this.observer.disconnect();
    this.unfollow();
    this.stay();
    this.root.remove();
  }

  /** @param {any} component whose data may be what is drawn already */
  take(component) {
    this.component = component;
    const sweep = sweepOf(component.data);
    if (sweep.header.id === this.id) return;
    this.sweep = sweep;
    this.id = sweep.header.id;
    if (sweep.header.base !== this.base)
      [this.i, this.j] = [sweep.header.start.x, sweep.header.start.dx];
    this.base = sweep.header.base;
    this.build();
  }

  /** Draw everything for the present width, theme and functions. */
  build() {
    if (!this.sweep) return;
    const focused = this.root.contains(document.activeElement) ? document.activeElement.id : null;
    const palette = readTheme(this.root);
    applyPalette(this.root, palette);
    this.width = this.root.clientWidth;
    this.root.dataset.layout = this.width < PHONE ? "phone" : this.width < MID ? "mid" : "wide";
    this.grid.replaceChildren();
    const { n, k, texts } = this.sweep.header;
    const graph = this.card("bcr-graph", "Computational graph");
    const curve = this.card("bcr-curve", `f(x) and its tangent`);
    const sum = this.card("bcr-sum", "Total derivative");
    const steps = this.card("bcr-errors", "Total differential");
    this.none = make("p", "bcr-none", curve.card, { role: "status", "data-testid": "none" });
    const drawGraphAt = drawGraph(graph.card, this.sweep, palette);
    const plot = drawCurve(curve.card, this.sweep, palette, (i) => this.move(i, this.j));
    this.slideX = this.slider(curve.card, "bcr-x", "x", n - 1, (i) => this.move(i, this.j));
    if (this.root.dataset.layout !== "phone") under(this.slideX, plot);
    const drawSumAt = drawSum(sum.card, this.sweep, palette);
    this.facts = facts(sum.card);
    this.slideDx = this.slider(steps.card, "bcr-dx", "dx", k - 1, (j) =>
      this.move(this.i, k - 1 - j),
    );
    const two = make("div", "bcr-two", steps.card);
    const [left, right] = [make("div", "", two), make("div", "", two)];
    const drawChangeAt = drawChange(left, palette);
    this.halved = make("p", "bcr-quiet", left, { "data-testid": "halved" });
    const drawErrorsAt = drawErrors(right, this.sweep, palette, (j) => this.move(this.i, j));
    this.ordered = make("p", "bcr-quiet", right, { "data-testid": "order" });
    graph.about.textContent = `f = ${texts.f}`;
    this.draw = () => {
      const point = at(this.sweep, this.i, this.j);
      this.say(point, curve.about, sum.about, steps.about);
      drawGraphAt(point);
      plot.draw(point);
      drawSumAt(point);
      drawChangeAt(point);
      drawErrorsAt(point, this.j);
      this.root.dataset.at = `${this.i} ${this.j}`;
    };
    this.draw();
    this.root.dataset.id = this.id;
    if (focused) this.root.querySelector(`#${focused}`)?.focus();
  }

  card(name, title) {
    const card = make("section", `bcr-card ${name}`, this.grid, { "aria-label": title });
    const head = make("div", "bcr-head", card);
    make("h3", "", head).textContent = title;
    const about = make("span", "bcr-quiet", head);
    createSaveMenu(head, title, () =>
      drawnPicture(
        "chain-rule",
        name.replace("bcr-", ""),
        null,
        `${title}${about.textContent.startsWith("f =") ? "" : `, ${about.textContent}`}: ${this.standing()}`,
        [...card.querySelectorAll("svg[data-testid]")],
        readTheme(this.root),
      ),
    );
    return { card, about };
  }

  /** Where the sliders stand, and of which functions, in words. */
  standing() {
    const { texts } = this.sweep.header;
    const { x, dx } = at(this.sweep, this.i, this.j);
    const inner = ["t", "u", "v"]
      .filter((letter) => texts[letter])
      .map((letter) => `${letter} = ${texts[letter]}`);
    return [
      `f = ${texts.f}`,
      ...inner,
      `x = ${tickText(Number(x.toPrecision(4)))}`,
      `dx = ${tickText(Number(dx.toPrecision(4)))}`,
    ].join(", ");
  }

  slider(parent, id, name, most, moved) {
    const row = make("div", "bcr-slide", parent);
    const text = make("label", "", row, { for: id });
    const input = make("input", "", row, {
      id,
      type: "range",
      min: "0",
      max: String(most),
      step: "1",
      "aria-label": name,
      "data-testid": id,
    });
    input.addEventListener("input", () => moved(Number(input.value)));
    return { row, text, input };
  }

  /**
   * @param {number} i which x
   * @param {number} j which dx
   */
  move(i, j) {
    if (i === this.i && j === this.j) return;
    [this.i, this.j] = [i, j];
    if (!this.waiting) {
      this.waiting = requestAnimationFrame(() => {
        this.waiting = 0;
        this.draw();
      });
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(
      () => this.component.setStateValue("standing", { x: this.i, dx: this.j }),
      REST,
    );
  }

  /** Everything that is text. */
  say(point, ofCurve, ofSum, ofSteps) {
    const { k } = this.sweep.header;
    set(this.slideX, this.i, "x", point.x);
    set(this.slideDx, k - 1 - this.j, "dx", point.dx);
    const there = Number.isFinite(point.total);
    this.none.hidden = there;
    this.none.textContent = there
      ? ""
      : `No value or no slope at x = ${tickText(point.x)}. Move x to where the curve is drawn.`;
    ofCurve.textContent = `slope of the tangent ${written(point.total)}`;
    ofSum.textContent = `df/dx at x = ${tickText(point.x)}`;
    ofSteps.textContent = "df = ∂f/∂t dt + ∂f/∂u du + ∂f/∂v dv";
    const gap = Math.abs(point.total - point.numerical);
    write(this.facts.sum, point.total, precise(point.total));
    write(this.facts.numerical, point.numerical, precise(point.numerical));
    write(this.facts.gap, gap, there ? gap.toExponential(1).replace("-", "−") : "no value");
    this.halved.textContent = halvedText(point);
    this.ordered.textContent = orderText(point);
  }
}

/** What halving dx does to the error. */
function halvedText({ dx, error, half, order }) {
  const ratio = half ? Math.abs(error / half.error) : NaN;
  if (!Number.isFinite(ratio) || !Number.isFinite(order)) return "";
  const there = `With dx halved to ${tickText(Number((dx / 2).toPrecision(3)))} the error is ${written(half.error)}`;
  return ratio > 1
    ? `${there}: ${ratio.toFixed(2)} times smaller.`
    : `${there}: not smaller yet, this dx is too large.`;
}

function set({ text, input }, index, name, value) {
  const shown = tickText(Number(value.toPrecision(4)));
  text.textContent = `${name} = ${shown}`;
  input.value = String(index);
  input.setAttribute("aria-valuetext", shown);
}

/** Put a slider under the part of the plot that it moves along, its label beside it. */
function under({ row, text, input }, { left, right }) {
  row.append(text);
  row.style.paddingLeft = `${left - THUMB / 2}px`;
  text.style.width = `${right - THUMB / 2 - 8}px`;
  input.style.flex = "1";
}

function facts(card) {
  const list = make("dl", "bcr-facts", card);
  const row = (name, testid, className = "") => {
    make("dt", "", list).textContent = name;
    return make("dd", className, list, { "data-testid": testid });
  };
  return {
    sum: row("sum of products", "fact-sum"),
    numerical: row("finite difference", "fact-numerical"),
    gap: row("they differ by", "fact-gap"),
  };
}

function write(element, value, text) {
  element.textContent = text;
  element.dataset.value = String(value);
}

const precise = (value) =>
  Number.isFinite(value) ? Number(value.toPrecision(9)).toString().replace(/-/g, "−") : "no value";
