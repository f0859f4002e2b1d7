// The line of moves: a bar for each station, done, current or still to come. Each is a button.
import { make } from "../core/elements.js";
/** @import { Station } from "../types.d.ts" */

export class Line {
  /** @type {HTMLButtonElement[]} */
  #buttons = [];
  #drawn = ""; // the labels of the stations that have buttons
  #host;
  #choose;

  /**
   * @param {HTMLElement} host
   * @param {(k: number) => void} choose
   */
  constructor(host, choose) {
    this.#host = host;
    this.#choose = choose;
  }

  /**
   * @param {Station[]} stations
   * @param {number} now
   */
  show(stations, now) {
    const labels = stations.map((station) => station.label).join("|");
    if (labels !== this.#drawn) {
      this.#drawn = labels;
      this.#host.replaceChildren();
      this.#buttons = stations.map((station, k) => this.#add(station, k));
    }
    this.#buttons.forEach((button, k) => {
      button.dataset.state = stateOf(k, now);
      if (k === now) button.setAttribute("aria-current", "step");
      else button.removeAttribute("aria-current");
    });
    const current = this.#buttons[now];
    const host = this.#host;
    if (current && host.scrollWidth > host.clientWidth) {
      const middle = (host.clientWidth - current.offsetWidth) / 2;
      host.scrollLeft = current.offsetLeft - host.offsetLeft - middle;
    }
  }

  /**
   * @param {Station} station
   * @param {number} k
   */
  #add(station, k) {
    const button = make("button", "bsw-station", this.#host, {
      type: "button",
      "data-testid": `station-${station.key}`,
      title: station.about,
    });
    make("span", "", button).textContent = station.label;
    make("i", "", button);
    button.addEventListener("click", () => this.#choose(k));
    return button;
  }
}

/**
 * @param {number} k
 * @param {number} now
 */
function stateOf(k, now) {
  if (k === now) return "now";
  return k < now ? "done" : "open";
}
