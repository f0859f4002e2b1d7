// Sentences over the picture: what the page waits for, why play stopped, and the first hint.
import { button, make, setText } from "../core/elements.js";
/** @import { Requests } from "../run/requests.js" */
/** @import { TraceStore } from "../run/trace.js" */

const HINT_SEEN = "backprop-lab-hint-seen";
const PATIENCE = 300; // ms before waiting is worth a word

/**
 * @param {TraceStore|null} store
 * @param {Requests} requests
 * @param {{t: number, target: number|null, stopped: string}} state
 * @param {number} now ms
 * @returns {string} "" when there is nothing to say
 */
export function messageFor(store, requests, { t, target, stopped }, now) {
  if (requests.lost)
    return "Python does not answer; it is asked again every two seconds. Until then you can step through what has been computed.";
  if (!store) return "Waiting for Python…";
  if (target !== null && requests.waitingSince !== null && now - requests.waitingSince > PATIENCE)
    return `Waiting for Python to compute iteration ${target}…`;
  if (store.diverged && t >= store.last)
    return `${store.diverged.sentence ?? `Training diverged at iteration ${store.diverged.iteration}, in layer ${store.diverged.layer}.`} Step back to see it happen, or choose a smaller learning rate.`;
  if (store.complete && t >= store.last) return `This file ends here, at iteration ${store.last}.`;
  return stopped;
}

/**
 * @param {HTMLElement} root
 * @param {{bar: HTMLElement, tour: () => void}|null} [first] what the first visit's hint is about;
 *   without, there is none
 * @returns {{say: (text: string) => void, hintDone: () => void}}
 */
export function createMessages(root, first = null) {
  const line = make("div", "bpl-message", root, { role: "status", "data-testid": "message" });
  line.hidden = true;
  let hint = null;
  if (first && !seen()) {
    root.dataset.hint = ""; // not :has(), which every change of the picture would ask again
    hint = make("div", "bpl-hint", first.bar, { "data-testid": "hint", role: "note" });
    make("span", "", hint).textContent =
      "Press Step forward: every weight moves once. Or press Play, and watch the network learn.";
    button(hint, "Take the tour", "", "Take the tour", "", () => {
      hintDone();
      first.tour();
    });
    button(hint, "Close the hint", "×", "", "bpl-close", hintDone);
  }

  function seen() {
    try {
      return localStorage.getItem(HINT_SEEN) !== null;
    } catch {
      return false; // storage may be forbidden: the hint then comes with each visit
    }
  }

  function hintDone() {
    if (!hint) return;
    hint.remove();
    delete root.dataset.hint;
    hint = null;
    try {
      localStorage.setItem(HINT_SEEN, "1");
    } catch {
      /* see above */
    }
  }

  return {
    hintDone,
    say(text) {
      if (line.hidden !== (text === "")) line.hidden = text === "";
      setText(line, text);
    },
  };
}
