// A click, a tap of a finger, in a Plotly figure. Plotly's own click event needs a hover before it,
// which it draws 50 ms later at the earliest: a quick click, and a finger, which never hovers,
// would be lost.

import { pointIn } from "./canvas.js";
/** @import { Mapping } from "./plotly_theme.js" */

const STILL = 4; // pixels that the pointer may move between down and up

/**
 * @param {HTMLElement} stage that holds the figure
 * @param {() => Mapping|null} mapping of the figure now
 * @param {(x: number, y: number) => void} tapped with pixels of the figure, inside its plot area
 */
export function listenToTaps(stage, mapping, tapped) {
  stage.addEventListener("pointerdown", (down) => {
    if (!down.isPrimary || down.button !== 0 || onModeBar(down.target)) return;
    const stop = new AbortController();
    const lifted = (/** @type {PointerEvent} */ up) => {
      stop.abort();
      const map = mapping();
      if (
        !map ||
        up.pointerId !== down.pointerId ||
        Math.hypot(up.clientX - down.clientX, up.clientY - down.clientY) > STILL
      )
        return;
      const [x, y] = pointIn(stage, up);
      const inside =
        x >= map.left && x <= map.left + map.width && y >= map.top && y <= map.top + map.height;
      if (inside) tapped(x, y);
    };
    const whileDown = { signal: stop.signal, capture: true };
    document.addEventListener("pointercancel", () => stop.abort(), whileDown);
    document.addEventListener("pointerup", lifted, whileDown);
  });
}

/** @param {EventTarget|null} target */
const onModeBar = (target) => target instanceof Element && target.closest(".modebar") !== null;
