// The phase strip: the four phases of the step as chips, which walk through it one at a time.
import { button, make, setText } from "../core/elements.js";
import { short, sup } from "../core/notation.js";
import { equation, phaseIndex, phaseName, phasesOf } from "../run/phases.js";
import { plainDescent } from "../run/stretches.js";
/** @import { Context } from "../types.d.ts" */
/** @import { Frame } from "../run/frame.js" */

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
 * @param {HTMLElement} root
 * @param {Context} ctx
 * @param {Record<string, (...args: any[]) => void>} commands walkTo(phase), walkForward, walkBack,
 *   leaveWalk
 * @returns
 *   {{element: HTMLElement, side: HTMLElement, update: (frame: Frame, moving: boolean) => void}}
 */
export function createStrip(root, ctx, commands) {
  const strip = make("div", "bpl-strip", root, {
    "data-testid": "phase-strip",
    role: "group",
    "aria-label": "The four phases of this step",
  });
  const chips = make("div", "bpl-chips", strip);
  const words = make("span", "bpl-words", strip, {
    "aria-live": "polite",
    "data-testid": "phase-equation",
  });
  const side = make("span", "bpl-side", strip);
  const walk = button(
    side,
    "Walk through this step",
    "",
    "walk",
    "bpl-quiet bpl-walk",
    commands.walkForward,
  );
  const rest = make("span", "bpl-long", null); // a phone has no room for it
  rest.textContent = " through this step";
  walk.lastChild.replaceChildren("walk", rest, " ›");
  const moves = make("span", "bpl-moves", side);
  button(moves, "Phase back", "‹", "", "bpl-chip", commands.walkBack);
  button(moves, "Phase forward", "›", "", "bpl-chip", commands.walkForward);
  button(moves, "Leave the walk", "×", "", "bpl-chip", commands.leaveWalk);

  let [run, all, buttons, lossText, updateText, marked] = [null, [], [], null, null, undefined];

  function build() {
    run = ctx.run;
    marked = undefined;
    const L = run.sizes.length - 1;
    all = phasesOf(L);
    chips.replaceChildren();
    const text = { forward: "Forward", loss: "→ Loss", backward: "→ Backward", update: "→ Update" };
    buttons = all.map((phase, k) => {
      if (k === 0 || all[k - 1].stage !== phase.stage)
        make("span", "bpl-stage-name", chips).textContent = text[phase.stage];
      const chip = button(chips, phaseName(phase), "", labelOf(phase), "bpl-chip", () =>
        commands.walkTo(phase),
      );
      chip.dataset.phase = `${phase.stage}-${phase.layer}`;
      if (phase.stage === "loss") lossText = chip.lastChild;
      if (phase.stage === "update") updateText = chip.lastChild;
      return chip;
    });
  }

  function labelOf({ stage, layer }) {
    if (stage === "forward") return `a${sup(layer)}`;
    if (stage === "backward") return `layer ${layer}`;
    if (stage === "loss") return "–";
    return "W ← W + update";
  }

  function mark(frame) {
    const L = run.sizes.length - 1;
    const now = frame.phase ? phaseIndex(frame.phase, L) : -1;
    strip.toggleAttribute("data-walking", frame.phase !== null);
    buttons.forEach((chip, k) => {
      chip.classList.toggle("is-now", k === now);
      chip.classList.toggle("is-open", now >= 0 && k > now);
      if (k === now) chip.setAttribute("aria-current", "step");
      else chip.removeAttribute("aria-current");
    });
    walk.hidden = frame.phase !== null;
    moves.hidden = frame.phase === null;
    const { short: text, full } = frame.phase
      ? equation(run, frame.phase, frame)
      : { short: "", full: "" };
    setText(words, text);
    words.title = full;
    const chip = buttons[now];
    if (
      chip &&
      (chip.offsetLeft < chips.scrollLeft ||
        chip.offsetLeft + chip.offsetWidth > chips.scrollLeft + chips.clientWidth)
    ) {
      chips.scrollLeft = chip.offsetLeft - chips.clientWidth / 2;
    }
  }

  return {
    element: strip,
    side,
    update(frame, moving) {
      if (run !== ctx.run) build();
      setText(updateText, plainDescent(frame.stretch) ? "W ← W − η dW" : "W ← W + update");
      const key = frame.phase
        ? `${frame.phase.stage} ${frame.phase.layer} ${frame.stop - frame.start} ${frame.stretch.first}`
        : null;
      if (key !== marked) {
        marked = key;
        mark(frame);
      }
      const work = (frame.stop - frame.start) * ctx.store.parameters;
      if (!frame.computed("loss", 0)) setText(lossText, "not computed");
      else if (frame.fullBatch || !moving || work < 2e5)
        setText(lossText, short(batchLoss(ctx, frame), 4));
    },
  };
}
