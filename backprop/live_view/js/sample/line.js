// The line of moves: a bar a station, done, now or still to come. Each is a button.
import { make } from "../core/elements.js";
/** @import { Station } from "./walk.js" */

/**
 * @param {HTMLElement} host
 * @param {(k: number) => void} choose
 */
export function createLine(host, choose) {
  let [buttons, drawn] = [[], ""];
  return {
    /**
     * @param {Station[]} stations
     * @param {number} now
     */
    show(stations, now) {
      const key = stations.map((station) => station.label).join("|");
      if (key !== drawn) {
        drawn = key;
        host.replaceChildren();
        buttons = stations.map((station, k) => {
          const button = make("button", "bsw-station", host, {
            type: "button",
            "data-testid": `station-${station.key}`,
            title: station.about,
          });
          make("span", "", button).textContent = station.label;
          make("i", "", button);
          button.addEventListener("click", () => choose(k));
          return button;
        });
      }
      buttons.forEach((button, k) => {
        button.dataset.state = k < now ? "done" : k === now ? "now" : "open";
        if (k === now) button.setAttribute("aria-current", "step");
        else button.removeAttribute("aria-current");
      });
      const current = buttons[now];
      if (current && host.scrollWidth > host.clientWidth) {
        host.scrollLeft =
          current.offsetLeft - host.offsetLeft - (host.clientWidth - current.offsetWidth) / 2;
      }
    },
  };
}
