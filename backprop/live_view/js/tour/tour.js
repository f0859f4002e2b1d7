// The guided tour: five steps, each completed by using the real controls, or by Next. Its card
// stands beside the control and never intercepts a press. Nothing moves by itself: a step ends when
// the person does something.
import { button, make, setText, textOf } from "../core/elements.js";
import { minus, short } from "../core/notation.js";
import shared from "../core/shared.json" with { type: "json" };

const GAP = 12; // between the ring and the card
const EDGE = 8; // free at the window's edge
const HEAD = 56; // of the page, on a phone

/**
 * What is on the screen.
 * @typedef {Object} Seen
 * @property {number} t
 * @property {number} loss
 * @property {"weight"|"gradient"} edges what they show
 * @property {string} selected in a word; "": nothing
 * @property {boolean} playing
 */

/**
 * @typedef {Object} Doing
 * @property {string[]} at what it points at: the first that is on the screen
 * @property {string[]} doing the commands that fulfil it
 * @property {(now: Seen, then: Seen) => string} done the message about the result
 */

/** @type {Doing[]} the target of each step in shared.json, and how it is completed */
const DOING = [
  {
    at: [".bpl-primary"],
    doing: ["forward", "nextEpoch", "playOrPause"],
    done: (now, then) =>
      `Now at iteration ${now.t}. The training loss went from ${short(then.loss, 4)} to ${short(now.loss, 4)}.`,
  },
  {
    at: [".bpl-network .bpl-choice", ".bpl-network"],
    doing: ["edges"],
    done: (now) =>
      now.edges === "gradient"
        ? "The edges now show the gradients: how fast the loss rises when a weight grows."
        : "The edges now show the weights: what each number is multiplied by on its way forward.",
  },
  {
    at: [".bpl-gradients"],
    doing: ["select"],
    done: (now) =>
      now.selected
        ? `${now.selected} is selected. It is amber in every view, and the line at the bottom shows how its gradient and its next value are computed.`
        : "Nothing is selected now. Press a cell, an edge, a unit or a point to see its numbers.",
  },
  {
    at: [".bpl-back"],
    doing: ["back", "previousEpoch", "restart", "scrub"],
    done: (now) =>
      `Iteration ${now.t} again: its weights, its gradients and its loss, as they were.`,
  },
  {
    at: [".bpl-badge"],
    doing: ["playOrPause"],
    done: (now) =>
      now.playing
        ? "Playing: many iterations a second. Press Pause, or the space bar, to stop."
        : `Paused at iteration ${now.t}, and checked.`,
  },
];

/** @type {(Doing & {title: string, text: string})[]} */
const STEPS = shared.tour.map((words, k) => ({ ...words, ...DOING[k] }));

export class Tour {
  #root;
  #look;
  /** @type {Showing|null} while it is on */
  #on = null;

  /**
   * @param {HTMLElement} root
   * @param {() => Seen} look
   */
  constructor(root, look) {
    this.#root = root;
    this.#look = look;
  }

  start() {
    this.end();
    this.#on = new Showing(this.#root, this.#look, () => this.end());
  }

  end() {
    this.#on?.remove();
    this.#on = null;
  }

  /**
   * The person has done something.
   * @param {string} what the command, "edges" or "select"
   */
  did(what) {
    this.#on?.did(what);
  }

  destroy() {
    this.end();
  }
}

/** The tour on the screen: a card with a step, and a ring around what it points at. */
class Showing {
  #root;
  #look;
  #end;
  #at = 0; // the step
  #then; // what was on the screen when it began
  #before = document.activeElement; // what had the focus
  #stop = new AbortController();
  #ring;
  #card;
  #heading;
  #text;
  #result;
  #previous;
  #next;

  /**
   * @param {HTMLElement} root
   * @param {() => Seen} look
   * @param {() => void} end
   */
  constructor(root, look, end) {
    this.#root = root;
    this.#look = look;
    this.#end = end;
    this.#then = look();
    this.#ring = make("div", "bpl-ring", root, { "aria-hidden": "true" });
    this.#card = make("section", "bpl-tour", root, {
      "aria-labelledby": "bpl-tour-title",
      "data-testid": "tour",
    });
    this.#heading = make("h2", "", this.#card, { id: "bpl-tour-title", tabindex: "-1" });
    this.#text = make("p", "", this.#card);
    this.#result = make("p", "bpl-tour-done", this.#card, {
      role: "status",
      "data-testid": "tour-done",
    });
    const feet = make("div", "bpl-feet", this.#card);
    button(feet, "Skip the tour", end, { text: "Skip", className: "bpl-skip" });
    this.#previous = button(feet, "Previous step of the tour", () => this.#go(this.#at - 1), {
      text: "Previous",
    });
    this.#next = button(feet, "Next step of the tour", () => this.#goOn(), { text: "Next" });
    this.#listen();
    this.#go(0);
  }

  /** @param {string} what the person has done */
  did(what) {
    const at = this.#at;
    if (!STEPS[at].doing.includes(what)) return;
    const tell = () => {
      if (this.#stop.signal.aborted) return;
      const step = STEPS[this.#at];
      setText(this.#result, `✓ ${minus(step.done(this.#look(), this.#then))}`);
      this.#card.toggleAttribute("data-done", true);
      this.#place();
    };
    requestAnimationFrame(() => requestAnimationFrame(tell)); // when it is on the screen
  }

  remove() {
    this.#stop.abort();
    const inside = this.#card.contains(document.activeElement);
    this.#card.remove();
    this.#ring.remove();
    if (inside && this.#before instanceof HTMLElement && this.#before.isConnected)
      this.#before.focus();
  }

  #listen() {
    const { signal } = this.#stop;
    const place = () => this.#place();
    const pressed = (/** @type {KeyboardEvent} */ event) => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      this.#end();
    };
    document.addEventListener("keydown", pressed, { signal, capture: true });
    window.addEventListener("resize", place, { signal });
    document.addEventListener("scroll", place, { signal, capture: true, passive: true });
  }

  #goOn() {
    if (this.#at === STEPS.length - 1) this.#end();
    else this.#go(this.#at + 1);
  }

  /** @param {number} at */
  #go(at) {
    const step = STEPS[at];
    this.#at = at;
    this.#then = this.#look();
    setText(this.#heading, `${at + 1} of ${STEPS.length}: ${step.title}`);
    setText(this.#text, step.text);
    setText(this.#result, "");
    this.#card.toggleAttribute("data-done", false);
    this.#previous.disabled = at === 0;
    setText(textOf(this.#next), at === STEPS.length - 1 ? "Finish" : "Next");
    this.#bring(this.#target);
    this.#place();
    this.#heading.focus({ preventScroll: true });
  }

  /** The step's target, if it is on the screen. */
  get #target() {
    for (const where of STEPS[this.#at].at) {
      const found = this.#root.querySelector(where);
      if (found instanceof HTMLElement && found.offsetWidth) return found;
    }
    return this.#root;
  }

  get #onPhone() {
    return this.#root.dataset.layout === "phone";
  }

  /**
   * Scroll to the step's target; on a phone to just below the card at the top.
   * @param {HTMLElement} element
   */
  #bring(element) {
    const phone = this.#onPhone;
    if (phone) element.style.scrollMarginTop = `${HEAD + this.#card.offsetHeight + GAP}px`;
    element.scrollIntoView({ block: phone ? "start" : "nearest", inline: "nearest" });
    element.style.scrollMarginTop = "";
  }

  /** The ring around it, the card beside it. */
  #place() {
    const box = this.#target.getBoundingClientRect();
    const bottom = this.#bottomOf(this.#target);
    Object.assign(this.#ring.style, {
      left: `${box.left - 4}px`,
      top: `${box.top - 4}px`,
      width: `${box.width + 8}px`,
      height: `${bottom - box.top + 8}px`,
    });
    const { offsetWidth: width, offsetHeight: height } = this.#card;
    const left = Math.min(box.left + box.width / 2 - width / 2, window.innerWidth - width - EDGE);
    Object.assign(this.#card.style, {
      left: `${Math.max(EDGE, left)}px`,
      top: `${this.#topOf(box, height)}px`,
    });
  }

  /**
   * Where an element ends, or on a phone the bar begins that lies over the page.
   * @param {HTMLElement} element
   */
  #bottomOf(element) {
    const { bottom } = element.getBoundingClientRect();
    const bar = this.#root.querySelector(".bpl-transport");
    if (!this.#onPhone || !bar || bar.contains(element)) return bottom;
    return Math.min(bottom, bar.getBoundingClientRect().top - EDGE);
  }

  /**
   * Where the card begins: below what it points at, above, or on a phone at the top of the page.
   * @param {DOMRect} box
   * @param {number} height
   */
  #topOf(box, height) {
    if (this.#onPhone) return HEAD;
    const below = box.bottom + GAP;
    return below + height <= window.innerHeight - EDGE
      ? below
      : Math.max(EDGE, box.top - GAP - height);
  }
}
