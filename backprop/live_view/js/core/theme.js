// Light and dark: the palette that fits Streamlit's theme, followed while the page is open.
import { css, readTheme } from "./colors.js";
import { make } from "./elements.js";
/** @import { Palette } from "../types.d.ts" */

/**
 * Write the palette onto the component's root, so that style sheets and drawings use the same
 * colours.
 * @param {HTMLElement} root
 * @param {Palette} palette
 */
export function applyPalette(root, palette) {
  root.dataset.theme = palette.name;
  const { name: _, classes: __, ...colors } = palette;
  for (const [name, color] of Object.entries(colors))
    root.style.setProperty(`--bpl-${name}`, css(color));
}

/**
 * Call `changed` whenever the page's background changes. An invisible element has it as its colour,
 * with a transition of one millisecond: the end of that transition signals a change. No polling, no
 * guessing where Streamlit keeps it.
 * @param {HTMLElement} root
 * @param {(palette: Palette) => void} changed
 * @returns {() => void} stops it
 */
export function followTheme(root, changed) {
  const style =
    "position: absolute; width: 0; height: 0; background-color: var(--st-background-color); transition: background-color 1ms linear";
  const probe = make("i", "bpl-probe", root, { "aria-hidden": "true", style });
  const read = () => changed(readTheme(root));
  probe.addEventListener("transitionend", read);
  return () => probe.remove();
}
