// The selected number: how it is computed, its gradient over the batch, and its update
// next.
import { make } from "../core/elements.js";
import { hintOf } from "../core/hints.js";
import { five, weightName } from "../core/notation.js";
import { linesOf } from "./inspector_lines.js";
/** @import { Context, Run, Selected, View } from "../types.d.ts" */
/** @import { Frame } from "../run/frame.js" */
/** @import { Line, Point } from "./inspector_lines.js" */

const LINES = 4; // at most

/** @typedef {Selected & {kind: "weight"}} Weight */
/** @typedef {{weight: Weight, value: number}} Steep a weight and its gradient */

/** @implements {View<Frame>} */
export class Inspector {
  /** @type {Weight|null} what is offered while nothing is selected */
  #offered = null;
  /** @type {Point|null} the last one that was selected, in this run */
  #point = null;
  /** @type {Run|null} */
  #run = null;
  #ctx;
  #blocks;
  #hint;
  #edit;
  #clear;

  /**
   * @param {HTMLElement} element the empty card
   * @param {Context} ctx
   */
  constructor(element, ctx) {
    this.element = element;
    this.#ctx = ctx;
    element.dataset.testid = "inspector";
    element.setAttribute("aria-label", "Selected number");
    this.#blocks = Array.from({ length: LINES }, () => new Block(element));
    this.#hint = make("button", "bpl-quiet", element, {
      type: "button",
      title: "Selects this number in every view. The run stays as it is.",
    });
    this.#edit = make("button", "bpl-quiet bpl-edit", element, {
      type: "button",
      title: "Changes this number, or freezes it, from the shown iteration on.",
    });
    this.#clear = make("button", "bpl-quiet bpl-end", element, {
      type: "button",
      "aria-label": "Clear the selection",
      title: hintOf("Clear the selection"),
    });
    this.#clear.textContent = "clear";
    this.#hint.addEventListener("click", () => {
      if (this.#offered) ctx.select(this.#offered);
    });
    this.#edit.addEventListener("click", () => ctx.intervene());
    this.#clear.addEventListener("click", () => ctx.select(null));
  }

  /** @param {Frame} frame */
  update(frame) {
    this.#show(frame);
  }

  /** @param {Frame} frame */
  rest(frame) {
    this.#show(frame);
  }

  resize() {
    // Nothing to do: the lines wrap by themselves.
  }

  destroy() {
    this.element.replaceChildren();
  }

  /** @param {Frame} frame */
  #show(frame) {
    const { run, selection } = this.#ctx;
    if (this.#run !== run) {
      this.#run = run;
      this.#point = null;
    }
    if (selection?.kind === "point") this.#point = selection;
    const lines = linesOf(this.#ctx, frame, selection, this.#point);
    this.#blocks.forEach((block, k) => {
      block.show(lines[k]);
    });
    put(this.#clear, "hidden", !selection);
    put(this.#edit, "hidden", !selection || selection.kind === "point");
    put(this.#edit, "textContent", editText(selection));
    this.#offer(selection ? null : steepest(run, frame), frame);
  }

  /**
   * @param {Steep|null} steep
   * @param {Frame} frame
   */
  #offer(steep, frame) {
    this.#offered = steep?.weight ?? null;
    const known = steep !== null && frame.computed("dW", steep.weight.layer);
    put(this.#hint, "hidden", !known);
    if (!known) return;
    const { layer, i, j } = steep.weight;
    const name = weightName(layer, i, j, "dW");
    put(this.#hint, "textContent", `largest gradient now: ${name} = ${five(steep.value)}`);
  }
}

/** A place for one line. */
class Block {
  #box;
  #text = document.createTextNode("");
  #value;
  #small;

  /** @param {HTMLElement} parent */
  constructor(parent) {
    this.#box = make("div", "bpl-eq", parent);
    const line = make("div", "", this.#box);
    line.append(this.#text);
    this.#value = make("b", "", line);
    this.#small = make("small", "", this.#box);
  }

  /** @param {Line|undefined} line */
  show(line) {
    put(this.#box, "hidden", !line);
    put(this.#text, "data", line?.text ?? "");
    put(this.#value, "textContent", line?.value ?? "");
    put(this.#small, "textContent", line?.small ?? "");
    put(this.#small, "title", line?.small ?? "");
  }
}

/**
 * Update only what has changed.
 * @template {Node} Target
 * @template {keyof Target} Name
 * @param {Target} target
 * @param {Name} name
 * @param {Target[Name]} value
 */
function put(target, name, value) {
  if (target[name] !== value) target[name] = value;
}

/**
 * The actions on the selected number.
 * @param {Selected|null} selection
 */
function editText(selection) {
  if (selection?.kind === "weight") return "set or cut…";
  return selection?.kind === "bias" ? "set…" : "freeze…";
}

/**
 * The weight whose gradient is the largest.
 * @param {Run} run
 * @param {Frame} frame
 * @returns {Steep|null}
 */
function steepest({ sizes }, frame) {
  /** @type {Steep|null} */
  let best = null;
  for (let layer = 1; layer < sizes.length; layer++) {
    const dW = frame.dW[layer];
    const k = sizes[layer];
    for (let p = 0; p < dW.length; p++) {
      if (best && !(Math.abs(dW[p]) > Math.abs(best.value))) continue; // nor NaN
      const weight = {
        kind: /** @type {const} */ ("weight"),
        layer,
        i: Math.floor(p / k),
        j: p % k,
      };
      best = { weight, value: dW[p] };
    }
  }
  return best;
}
