// Sentences over the picture: what the page waits for, why play stopped, and the first hint.
import { button, make, setText } from "../core/elements.js";
import { keep, kept } from "../core/storage.js";
/** @import { Clock } from "../types.d.ts" */
/** @import { Requests } from "../run/requests.js" */

const HINT_SEEN = "backprop-lab-hint-seen";
const PATIENCE = 300; // ms before a message about waiting

/**
 * @param {Clock|null} store
 * @param {Requests} requests
 * @param {{t: number, target: number|null, stopped: string}} state
 * @param {number} now ms
 * @returns {string} "" when there is nothing to say
 */
export function messageFor(store, requests, { t, target, stopped }, now) {
  if (requests.lost)
    return "Python does not answer; trying again every two seconds. Meanwhile you can step through what has been computed.";
  if (!store) return "Waiting for Python…";
  const { waitingSince } = requests;
  if (target !== null && waitingSince !== null && now - waitingSince > PATIENCE)
    return `Waiting for Python to compute iteration ${target}…`;
  if (store.diverged && t >= store.last)
    return `${store.diverged.sentence} Step back to see it happen, or choose a smaller learning rate.`;
  if (store.complete && t >= store.last) return `This file ends here, at iteration ${store.last}.`;
  return stopped;
}

export class Messages {
  /** @type {HTMLElement|null} */
  #hint = null;
  #line;
  #root;

  /**
   * @param {HTMLElement} root
   * @param {{bar: HTMLElement, tour: () => void}|null} [first] what the first visit's hint is about;
   *   without, there is none
   */
  constructor(root, first = null) {
    this.#root = root;
    this.#line = make("div", "bpl-message", root, { role: "status", "data-testid": "message" });
    this.#line.hidden = true;
    if (first && kept(HINT_SEEN) === null) this.#hint = this.#createHint(first);
  }

  /** @param {string} text "": nothing */
  say(text) {
    if (this.#line.hidden !== (text === "")) this.#line.hidden = text === "";
    setText(this.#line, text);
  }

  /** The person has done something: the hint goes, for good. */
  hintDone() {
    if (!this.#hint) return;
    this.#hint.remove();
    this.#hint = null;
    delete this.#root.dataset.hint;
    keep(HINT_SEEN, "1");
  }

  /** @param {{bar: HTMLElement, tour: () => void}} first */
  #createHint({ bar, tour }) {
    this.#root.dataset.hint = ""; // not :has(), which every change of the picture would ask again
    const hint = make("div", "bpl-hint", bar, { "data-testid": "hint", role: "note" });
    make("span", "", hint).textContent =
      "Press Step forward: every weight moves once. Or press Play, and watch the network learn.";
    const take = () => {
      this.hintDone();
      tour();
    };
    button(hint, "Take the tour", take, { text: "Take the tour" });
    button(hint, "Close the hint", () => this.hintDone(), { sign: "×", className: "bpl-close" });
    return hint;
  }
}
