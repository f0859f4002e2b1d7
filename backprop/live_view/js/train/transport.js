// The transport bar: every way to move in time, and where we are.
import { button, choice, make, setText, textOf } from "../core/elements.js";
import { hintOf } from "../core/hints.js";
import { grouped } from "../core/notation.js";
import { InterventionMarks } from "../views/marks.js";
/** @import { Clock } from "../types.d.ts" */
/** @import { Frame } from "../run/frame.js" */
/** @import { TraceStore } from "../run/trace.js" */

/** @type {[string, string][]} Iterations a frame of the screen; below 1 it is slow motion. */
const SPEEDS = [
  [String(1 / 16), "1/16×"],
  [String(1 / 4), "1/4×"],
  ["1", "1×"],
  ["2", "2×"],
  ["4", "4×"],
  ["16", "16×"],
  ["64", "64×"],
];

/**
 * The step in full.
 * @param {Frame} frame
 * @param {TraceStore} store
 * @returns {string}
 */
export function stepName(frame, store) {
  const { start, stop } = frame;
  const where = `iteration ${frame.t}, epoch ${frame.epoch}`;
  if (frame.fullBatch) return `${where}, all ${grouped(store.run.n_train)} samples`;
  const order = store.shuffled(frame.epoch) ? "of the shuffled order" : "in the order of the data";
  const samples = stop - start === 1 ? `sample ${start}` : `samples ${start}–${stop - 1}`;
  return `${where}, ${samples} ${order}`;
}

/**
 * The commands of the bar.
 * @typedef {Object} Commands
 * @property {() => void} forward
 * @property {() => void} back
 * @property {() => void} nextEpoch
 * @property {() => void} previousEpoch
 * @property {() => void} restart
 * @property {() => void} toEnd
 * @property {() => void} playOrPause
 * @property {() => void} speedChanged
 * @property {(t: number) => void} scrub while the scrubber is held
 * @property {() => void} scrubbed once it is let go
 */

/**
 * What the bar shows.
 * @typedef {Object} State
 * @property {number} t the iteration on the screen
 * @property {Clock} store
 * @property {number} target the iteration to which it is going
 * @property {boolean} playing
 * @property {() => string} words the step in full, asked for when it is another one
 */

export class Transport {
  element;
  #commands;
  #buttons;
  #speed;
  #scrubber;
  #marks;
  #counter;
  #name;
  #named = ""; // run and iteration whose step is written
  #dragged = false;

  /**
   * @param {HTMLElement} root
   * @param {Commands} commands
   */
  constructor(root, commands) {
    this.#commands = commands;
    this.element = make("div", "bpl-transport", root, {
      role: "toolbar",
      "aria-label": "Training",
    });
    this.#buttons = createButtons(this.element, commands);
    this.#speed = createSpeed(this.element, commands);
    const time = make("div", "bpl-time", this.element);
    const track = make("div", "bpl-track", time);
    this.#scrubber = this.#createScrubber(track);
    const marks = make("div", "bpl-marks", track);
    this.#marks = new InterventionMarks(marks, (t) => {
      commands.scrub(t);
      commands.scrubbed();
    });
    this.#counter = make("output", "bpl-counter", time, {
      "data-testid": "iteration",
      "aria-label": "Iteration shown",
      "aria-live": "off",
    });
    this.#name = make("span", "bpl-step", time, { "data-testid": "step-name" });
    createMore(this.element);
  }

  /** in iterations a frame of the screen */
  get speed() {
    return Number(this.#speed.value);
  }

  /** @param {State} state */
  update({ t, store, target, playing, words }) {
    setText(this.#counter, String(t));
    this.#nameStep(`${store.run.id} ${t}`, words);
    this.#placeScrubber(target, Math.max(store.last, target));
    this.#scrubber.setAttribute("aria-valuetext", `${t} of ${store.last} computed`);
    const last = Math.max(store.last, target);
    const place = (/** @type {number} */ at) =>
      at > last ? null : `calc(7px + (100% - 14px) * ${at / Math.max(1, last)})`;
    this.#marks.put(store.run, place);
    this.#showPlaying(playing);
    const { back, previous, forward, next, play, end } = this.#buttons;
    for (const backwards of [back, previous]) backwards.disabled = target === 0;
    for (const onwards of [forward, next, play]) onwards.disabled = target >= store.end;
    end.disabled = target >= store.last;
  }

  /** @param {Element} track */
  #createScrubber(track) {
    const scrubber = make("input", "bpl-scrubber", track, {
      type: "range",
      min: "0",
      max: "0",
      step: "1",
      value: "0",
      "data-testid": "scrubber",
      "aria-label": "Iteration",
      title: "Goes to any iteration computed so far, with its weights and gradients.",
    });
    scrubber.addEventListener("pointerdown", () => {
      this.#dragged = true;
    });
    scrubber.addEventListener("input", () => this.#commands.scrub(Number(scrubber.value)));
    for (const done of ["change", "pointerup", "pointercancel"]) {
      scrubber.addEventListener(done, () => {
        this.#dragged = false;
        this.#commands.scrubbed();
      });
    }
    return scrubber;
  }

  /**
   * @param {string} step
   * @param {() => string} words
   */
  #nameStep(step, words) {
    if (step === this.#named) return;
    this.#named = step;
    setText(this.#name, words());
    this.#name.title = `${this.#name.textContent}. An iteration is one update, an epoch one pass over the training samples. Iterations, epochs and samples count from 0.`;
  }

  /**
   * @param {number} target
   * @param {number} last
   */
  #placeScrubber(target, last) {
    const scrubber = this.#scrubber;
    if (scrubber.max !== String(last)) scrubber.max = String(last);
    if (!this.#dragged && scrubber.value !== String(target)) scrubber.value = String(target);
    scrubber.style.setProperty("--bpl-done", `${(100 * target) / Math.max(1, last)}%`);
  }

  /** @param {boolean} playing */
  #showPlaying(playing) {
    const { play } = this.#buttons;
    const label = playing ? "Pause" : "Play";
    if (play.getAttribute("aria-label") === label) return;
    play.setAttribute("aria-label", label);
    play.title = hintOf(label);
    if (play.firstElementChild) play.firstElementChild.textContent = playing ? "❚❚" : "▶";
    textOf(play).textContent = label;
  }
}

/**
 * @param {HTMLElement} bar
 * @param {Commands} commands
 */
function createButtons(bar, commands) {
  const second = "bpl-second bpl-icon"; // on a phone behind "More controls"
  const restart = { sign: "↺", text: "Restart", className: "bpl-second bpl-restart" };
  button(bar, "Restart", commands.restart, restart);
  const previous = button(bar, "Previous epoch", commands.previousEpoch, {
    sign: "«",
    className: second,
  });
  const back = button(bar, "Step back", commands.back, {
    sign: "‹",
    text: "Back",
    className: "bpl-back",
  });
  const forward = button(bar, "Step forward", commands.forward, {
    text: "Step forward",
    className: "bpl-primary",
  });
  make("span", "bpl-sign", forward, { "aria-hidden": "true" }).textContent = "›";
  const next = button(bar, "Next epoch", commands.nextEpoch, { sign: "»", className: second });
  const end = button(bar, "To the end", commands.toEnd, { sign: "⇥", className: second });
  const play = button(bar, "Play", commands.playOrPause, {
    sign: "▶",
    text: "Play",
    className: "bpl-play",
  });
  return { previous, back, forward, next, end, play };
}

/**
 * @param {HTMLElement} bar
 * @param {Commands} commands
 */
function createSpeed(bar, commands) {
  const attributes = {
    "aria-label": "Speed",
    title:
      "Sets how many updates Play makes for each frame of the screen. Below 1× it is slow motion.",
  };
  const speed = choice(bar, "bpl-second bpl-speed", attributes, SPEEDS, commands.speedChanged);
  speed.value = "1";
  return speed;
}

/**
 * Controls that do not fit on a phone are shown and hidden by a button.
 * @param {HTMLElement} bar
 */
function createMore(bar) {
  const toggle = () => {
    const open = bar.toggleAttribute("data-more");
    more.setAttribute("aria-expanded", String(open));
  };
  const more = button(bar, "More controls", toggle, { sign: "⋯", className: "bpl-more bpl-icon" });
  more.setAttribute("aria-expanded", "false");
}
