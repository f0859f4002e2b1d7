// The guided tour: five steps, each done by doing it with the real controls, or by Next. It stands
// beside what it points at and takes no press away from it. Nothing moves by itself: a step ends
// when the person does something.
import { button, make, setText } from "../core/elements.js";
import { minus, short } from "../core/notation.js";

const GAP = 12; // between the ring and the card
const EDGE = 8; // free at the window's edge
const HEAD = 56; // of the page, on a phone

/**
 * @typedef
 *   {{title: string, text: string, at: string[], doing: string[], done: (now: object, then: object) => string}}
 *   Step at: what it points at, the first that is on the screen; doing: the commands that fulfil
 *   it; done: what has come of it.
 */
/** @type {Step[]} */
const STEPS = [
  {
    title: "Take a step",
    text: "Press Step forward, or the → key. One press is one iteration. A batch of samples goes forward through the network, and the loss says how wrong the predictions are. The gradient comes back, and every weight moves once.",
    at: [".bpl-primary"],
    doing: ["forward", "nextEpoch", "playOrPause"],
    done: (now, then) =>
      `Now at iteration ${now.t}. The training loss went from ${short(then.loss, 4)} to ${short(now.loss, 4)}.`,
  },
  {
    title: "Look at the network",
    text: "Data enters at the left, the prediction ŷ leaves at the right. Each edge is a weight. Press weight, then gradient: the thicker an edge, the larger the number. Green is positive, purple is negative.",
    at: [".bpl-network .bpl-choice", ".bpl-network"],
    doing: ["edges"],
    done: (now) =>
      now.edges === "gradient"
        ? "The edges now show the gradients: how fast the loss rises when a weight grows."
        : "The edges now show the weights: by what each number is multiplied on its way forward.",
  },
  {
    title: "Read a gradient",
    text: "Each cell is the gradient of one weight (dW); in the row below, of one bias (db). Press any cell.",
    at: [".bpl-gradients"],
    doing: ["select"],
    done: (now) =>
      now.selected
        ? `${now.selected} is selected. It is amber in every view, and the line at the bottom shows how its gradient and its next value are computed.`
        : "Nothing is selected now. Press a cell, an edge, a unit or a point to see its numbers.",
  },
  {
    title: "Go back in time",
    text: "Press Back, or the ← key, or drag the slider. You see the same numbers again, to the last bit.",
    at: [".bpl-back"],
    doing: ["back", "previousEpoch", "restart", "scrub"],
    done: (now) =>
      `Iteration ${now.t} again: its weights, its gradients and its loss, as they were.`,
  },
  {
    title: "Trust the numbers",
    text: "When the picture stands still, every dW and db is compared with a derivative that is measured, without the chain rule. This badge shows the largest error. Press Play, or the space bar, and watch the network learn. Pause, and it is checked again.",
    at: [".bpl-badge"],
    doing: ["playOrPause"],
    done: (now) =>
      now.playing
        ? "It plays: many iterations a second. Press Pause, or the space bar, to stop."
        : `Paused at iteration ${now.t}, and checked.`,
  },
];

/**
 * @param {HTMLElement} root
 * @param {() => {t: number, loss: number, edges: string, selected: string, playing: boolean}} look
 *   what is on the screen
 * @returns {{start: () => void, end: () => void, did: (what: string) => void, destroy: () => void}}
 */
export function createTour(root, look) {
  let [at, card, ring, then, back, stop] = [-1, null, null, null, null, null];
  let [heading, text, result, next, previous] = [null, null, null, null, null];

  function start() {
    end();
    back = document.activeElement;
    stop = new AbortController();
    const on = (target, name, heard, capture = false) =>
      target.addEventListener(name, heard, {
        signal: stop.signal,
        capture,
        passive: name === "scroll",
      });
    ring = make("div", "bpl-ring", root, { "aria-hidden": "true" });
    card = make("section", "bpl-tour", root, {
      "aria-labelledby": "bpl-tour-title",
      "data-testid": "tour",
    });
    heading = make("h2", "", card, { id: "bpl-tour-title", tabindex: "-1" });
    text = make("p", "", card);
    result = make("p", "bpl-tour-done", card, { role: "status", "data-testid": "tour-done" });
    const feet = make("div", "bpl-feet", card);
    button(feet, "Skip the tour", "", "Skip", "bpl-skip", end);
    previous = button(feet, "Previous step of the tour", "", "Previous", "", () => go(at - 1));
    next = button(feet, "Next step of the tour", "", "Next", "", () =>
      at === STEPS.length - 1 ? end() : go(at + 1),
    );
    on(
      document,
      "keydown",
      (event) => {
        if (event.key !== "Escape" || event.defaultPrevented) return;
        event.preventDefault();
        event.stopImmediatePropagation();
        end();
      },
      true,
    );
    on(window, "resize", place);
    on(document, "scroll", place, true);
    go(0);
  }

  function go(to) {
    at = to;
    const step = STEPS[at];
    then = look();
    setText(heading, `${at + 1} of ${STEPS.length}: ${step.title}`);
    setText(text, step.text);
    setText(result, "");
    card.toggleAttribute("data-done", false);
    previous.disabled = at === 0;
    setText(next.lastChild, at === STEPS.length - 1 ? "Finish" : "Next");
    bring(target());
    place();
    heading.focus({ preventScroll: true });
  }

  /** What the step points at, as far as it is on the screen. */
  const target = () =>
    STEPS[at].at.map((where) => root.querySelector(where)).find((found) => found?.offsetWidth) ??
    root;

  const onPhone = () => root.dataset.layout === "phone";

  /**
   * Scroll to what the step points at; on a phone to right below the card, which stands at the top.
   * @param {HTMLElement} element
   */
  function bring(element) {
    if (onPhone()) element.style.scrollMarginTop = `${HEAD + card.offsetHeight + GAP}px`;
    element.scrollIntoView({ block: onPhone() ? "start" : "nearest", inline: "nearest" });
    element.style.scrollMarginTop = "";
  }

  /** The ring around it, the card beside it: below, above, or on a phone at the top. */
  function place() {
    const [pointed, bar] = [target(), root.querySelector(".bpl-transport")];
    const box = pointed.getBoundingClientRect();
    const bottom =
      onPhone() && !bar.contains(pointed)
        ? Math.min(box.bottom, bar.getBoundingClientRect().top - EDGE)
        : box.bottom; // the bar lies over the page
    Object.assign(ring.style, {
      left: `${box.left - 4}px`,
      top: `${box.top - 4}px`,
      width: `${box.width + 8}px`,
      height: `${bottom - box.top + 8}px`,
    });
    const [width, height] = [card.offsetWidth, card.offsetHeight];
    const low = box.bottom + GAP + height <= window.innerHeight - EDGE;
    const top = onPhone() ? HEAD : low ? box.bottom + GAP : Math.max(EDGE, box.top - GAP - height);
    const left = Math.max(
      EDGE,
      Math.min(box.left + box.width / 2 - width / 2, window.innerWidth - width - EDGE),
    );
    Object.assign(card.style, { left: `${left}px`, top: `${top}px` });
  }

  /**
   * The person has done something.
   * @param {string} what the command, "edges" or "select"
   */
  function did(what) {
    if (at < 0 || !STEPS[at].doing.includes(what)) return;
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        // when it is on the screen
        if (at < 0) return;
        setText(result, `✓ ${minus(STEPS[at].done(look(), then))}`);
        card.toggleAttribute("data-done", true);
        place();
      }),
    );
  }

  function end() {
    if (at < 0) return;
    at = -1;
    stop.abort();
    const inside = card.contains(document.activeElement);
    card.remove();
    ring.remove();
    if (inside && back?.isConnected) back.focus();
  }

  return { start, end, did, destroy: end };
}
