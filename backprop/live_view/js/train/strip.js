// The phase strip: the four phases of the step as chips, which walk through it one at a time.
import { button, make, setText, textOf } from "../core/elements.js";
import { short, sup } from "../core/notation.js";
import { equation, phaseIndex, phaseName, phasesOf } from "../run/phases.js";
import { plainDescent } from "../run/stretches.js";
/** @import { Context, Phase, Run } from "../types.d.ts" */
/** @import { Frame } from "../run/frame.js" */

const WORK = 2e5; // samples times parameters that a frame of play may cost for the batch's loss

/** @type {Record<Phase["stage"], string>} */
const STAGES = { forward: "Forward", loss: "→ Loss", backward: "→ Backward", update: "→ Update" };

/**
 * The loss of the batch, which the backward pass starts from.
 * @param {Context} ctx
 * @param {Frame} frame
 * @returns {number}
 */
function batchLoss(ctx, frame) {
  if (frame.fullBatch) return frame.trainLoss;
  const { losses } = ctx.contributions(frame);
  const sum = losses.reduce((total, loss) => total + loss, 0);
  return ctx.run.gradient_rule === "tutorial" ? sum : sum / losses.length;
}

/**
 * What stands on a chip; the loss and the update are written anew with each frame.
 * @param {Phase} phase
 */
function labelOf({ stage, layer }) {
  if (stage === "forward") return `a${sup(layer)}`;
  if (stage === "backward") return `layer ${layer}`;
  return stage === "loss" ? "–" : "W ← W + update";
}

/**
 * @typedef {Object} Commands
 * @property {(phase: Phase) => void} walkTo
 * @property {() => void} walkForward
 * @property {() => void} walkBack
 * @property {() => void} leaveWalk
 */

export class PhaseStrip {
  /** beside the chips, for more buttons */
  side;
  /** @type {Run|null} whose chips these are */
  #run = null;
  /** @type {HTMLButtonElement[]} in the order of the phases */
  #chips = [];
  /** @type {Phase[]} */
  #phases = [];
  /** @type {string|null|undefined} of the frame whose phase is marked; null: no walk */
  #marked;
  #ctx;
  #commands;
  #strip;
  #row;
  #words;
  #walk;
  #moves;

  /**
   * @param {HTMLElement} root
   * @param {Context} ctx
   * @param {Commands} commands
   */
  constructor(root, ctx, commands) {
    this.#ctx = ctx;
    this.#commands = commands;
    this.#strip = make("div", "bpl-strip", root, {
      "data-testid": "phase-strip",
      role: "group",
      "aria-label": "The four phases of this step",
    });
    this.#row = make("div", "bpl-chips", this.#strip);
    this.#words = make("span", "bpl-words", this.#strip, {
      "aria-live": "polite",
      "data-testid": "phase-equation",
    });
    this.side = make("span", "bpl-side", this.#strip);
    this.#walk = this.#createWalk();
    this.#moves = make("span", "bpl-moves", this.side);
    const move = (/** @type {string} */ name, /** @type {string} */ sign, press = () => {}) =>
      button(this.#moves, name, press, { sign, className: "bpl-chip" });
    move("Phase back", "‹", commands.walkBack);
    move("Phase forward", "›", commands.walkForward);
    move("Leave the walk", "×", commands.leaveWalk);
  }

  /**
   * @param {Frame} frame
   * @param {boolean} moving
   */
  update(frame, moving) {
    if (this.#run !== this.#ctx.run) this.#build();
    const { phase, stretch } = frame;
    const plain = plainDescent(stretch);
    setText(this.#textOf("update"), plain ? "W ← W − η dW" : "W ← W + update");
    const samples = frame.stop - frame.start;
    const key = phase ? `${phase.stage} ${phase.layer} ${samples} ${stretch.first}` : null;
    if (key !== this.#marked) {
      this.#marked = key;
      this.#mark(frame);
    }
    const quick = samples * this.#ctx.store.parameters < WORK;
    if (!frame.computed("loss", 0)) setText(this.#textOf("loss"), "not computed");
    else if (frame.fullBatch || !moving || quick)
      setText(this.#textOf("loss"), short(batchLoss(this.#ctx, frame), 4));
  }

  #createWalk() {
    const walk = button(this.side, "Walk through this step", this.#commands.walkForward, {
      text: "walk",
      className: "bpl-quiet bpl-walk",
    });
    const rest = make("span", "bpl-long"); // a phone has no room for it
    rest.textContent = " through this step";
    textOf(walk).replaceChildren("walk", rest, " ›");
    return walk;
  }

  /** The chips of another run. */
  #build() {
    this.#run = this.#ctx.run;
    this.#marked = undefined;
    this.#phases = phasesOf(this.#run.sizes.length - 1);
    this.#row.replaceChildren();
    let stage = "";
    this.#chips = this.#phases.map((phase) => {
      if (phase.stage !== stage)
        make("span", "bpl-stage-name", this.#row).textContent = STAGES[phase.stage];
      stage = phase.stage;
      const chip = button(this.#row, phaseName(phase), () => this.#commands.walkTo(phase), {
        text: labelOf(phase),
        className: "bpl-chip",
      });
      chip.dataset.phase = `${phase.stage}-${phase.layer}`;
      return chip;
    });
  }

  /** @param {Phase["stage"]} stage */
  #textOf(stage) {
    return textOf(this.#chips[this.#phases.findIndex((phase) => phase.stage === stage)]);
  }

  /** @param {Frame} frame */
  #mark(frame) {
    const { phase } = frame;
    const now = phase ? phaseIndex(phase, this.#ctx.run.sizes.length - 1) : -1;
    this.#strip.toggleAttribute("data-walking", phase !== null);
    this.#chips.forEach((chip, k) => {
      chip.classList.toggle("is-now", k === now);
      chip.classList.toggle("is-open", now >= 0 && k > now);
      if (k === now) chip.setAttribute("aria-current", "step");
      else chip.removeAttribute("aria-current");
    });
    this.#walk.hidden = phase !== null;
    this.#moves.hidden = phase === null;
    const words = phase ? equation(this.#ctx.run, phase, frame) : { short: "", full: "" };
    setText(this.#words, words.short);
    this.#words.title = words.full;
    if (phase) this.#bringIntoSight(this.#chips[now]);
  }

  /** @param {HTMLElement} chip */
  #bringIntoSight({ offsetLeft, offsetWidth }) {
    const { scrollLeft, clientWidth } = this.#row;
    const seen = offsetLeft >= scrollLeft && offsetLeft + offsetWidth <= scrollLeft + clientWidth;
    if (!seen) this.#row.scrollLeft = offsetLeft - clientWidth / 2;
  }
}
