// The transport bar: every way to move in time, and where we are.
import { button, make, setText } from "../core/elements.js";
import { hintOf } from "../core/hints.js";
import { grouped } from "../core/notation.js";
import { createMarks } from "../views/marks.js";
/** @import { Frame } from "../run/frame.js" */
/** @import { TraceStore } from "../run/trace.js" */

/** Speeds in iterations a frame of the screen; below 1 it is slow motion. */
const SPEEDS = [
  [1 / 16, "1/16×"],
  [1 / 4, "1/4×"],
  [1, "1×"],
  [2, "2×"],
  [4, "4×"],
  [16, "16×"],
  [64, "64×"],
];

/**
 * The step in full.
 * @param {Frame} frame
 * @param {TraceStore} store
 * @returns {string}
 */
export function stepName(frame, store) {
  const where = `iteration ${frame.t}, epoch ${frame.epoch}`;
  if (frame.fullBatch) return `${where}, all ${grouped(store.run.n_train)} samples`;
  const order = store.shuffled(frame.epoch) ? "of the shuffled order" : "in the order of the data";
  const samples =
    frame.stop - frame.start === 1
      ? `sample ${frame.start}`
      : `samples ${frame.start}–${frame.stop - 1}`;
  return `${where}, ${samples} ${order}`;
}

/**
 * @param {HTMLElement} root
 * @param {Record<string, (...args: any[]) => void>} commands
 * @returns {{element: HTMLElement, update: (state: object) => void, speed: () => number}}
 */
export function createTransport(root, commands) {
  const bar = make("div", "bpl-transport", root, { role: "toolbar", "aria-label": "Training" });
  button(bar, "Restart", "↺", "Restart", "bpl-second bpl-restart", commands.restart);
  const previous = button(
    bar,
    "Previous epoch",
    "«",
    "",
    "bpl-second bpl-icon",
    commands.previousEpoch,
  );
  const back = button(bar, "Step back", "‹", "Back", "bpl-back", commands.back);
  const forward = button(bar, "Step forward", "", "Step forward", "bpl-primary", commands.forward);
  make("span", "bpl-sign", forward, { "aria-hidden": "true" }).textContent = "›";
  const next = button(bar, "Next epoch", "»", "", "bpl-second bpl-icon", commands.nextEpoch);
  const end = button(bar, "To the end", "⇥", "", "bpl-second bpl-icon", commands.toEnd);
  const play = button(bar, "Play", "▶", "Play", "bpl-play", commands.playOrPause);
  const [playSign, playText] = play.children;
  const speed = make("select", "bpl-second bpl-speed", bar, {
    "aria-label": "Speed",
    title:
      "Sets how many updates Play makes for each frame of the screen. Below 1× it is slow motion.",
  });
  for (const [value, text] of SPEEDS)
    make("option", "", speed, { value: String(value) }).textContent = text;
  speed.value = "1";
  speed.addEventListener("change", () => commands.speedChanged());

  const time = make("div", "bpl-time", bar);
  const track = make("div", "bpl-track", time);
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
  const marks = createMarks(
    make("div", "bpl-marks", track),
    (t) => commands.scrub(t) ?? commands.scrubbed(),
  );
  const counter = make("output", "bpl-counter", time, {
    "data-testid": "iteration",
    "aria-label": "Iteration shown",
    "aria-live": "off",
  });
  const name = make("span", "bpl-step", time, { "data-testid": "step-name" });
  const more = button(bar, "More controls", "⋯", "", "bpl-more bpl-icon", () => {
    const open = bar.toggleAttribute("data-more");
    more.setAttribute("aria-expanded", String(open));
  });
  more.setAttribute("aria-expanded", "false");

  let dragged = false;
  scrubber.addEventListener("pointerdown", () => {
    dragged = true;
  });
  scrubber.addEventListener("input", () => commands.scrub(Number(scrubber.value)));
  for (const done of ["change", "pointerup", "pointercancel"]) {
    scrubber.addEventListener(done, () => {
      dragged = false;
      commands.scrubbed();
    });
  }

  let named = "";
  return {
    element: bar,
    speed: () => Number(speed.value),
    /**
     * @param
     *   {{t: number, store: {run: {id: string, interventions: object[]}, last: number, end: number}, target: number, playing: boolean, words: () => string}}
     *   state words: the step in full, asked for when it is another one
     */
    update({ t, store, target, playing, words }) {
      setText(counter, String(t));
      const key = `${store.run.id} ${t}`;
      if (key !== named) {
        named = key;
        setText(name, words());
        name.title = `${name.textContent}. An iteration is one update, an epoch one pass over the training samples. Iterations, epochs and samples count from 0.`;
      }
      const last = String(Math.max(store.last, target));
      if (scrubber.max !== last) scrubber.max = last;
      if (!dragged && scrubber.value !== String(target)) scrubber.value = String(target);
      scrubber.style.setProperty("--bpl-done", `${(100 * target) / Math.max(1, Number(last))}%`);
      marks(store.run, (t) =>
        t > Number(last) ? null : `calc(7px + (100% - 14px) * ${t / Math.max(1, Number(last))})`,
      );
      scrubber.setAttribute("aria-valuetext", `${t} of ${store.last} computed`);
      const label = playing ? "Pause" : "Play";
      if (play.getAttribute("aria-label") !== label) {
        play.setAttribute("aria-label", label);
        play.title = hintOf(label);
        playSign.textContent = playing ? "❚❚" : "▶";
        playText.textContent = label;
      }
      back.disabled = previous.disabled = target === 0;
      forward.disabled = next.disabled = play.disabled = target >= store.end;
      end.disabled = target >= store.last;
    },
  };
}
