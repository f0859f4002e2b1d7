// Arranges the cards, in the one of three layouts that fits the width.
import { make } from "./elements.js";

const PHONE = 700; // width of the window: the bar moves to the bottom
const NARROW = 860; // of the component: one column
const COMPACT = 1060; // below it the bar has less text

export const onPhone = () => window.innerWidth < PHONE;

/**
 * @typedef {Object} Cards
 * @property {HTMLElement} grid that they stand in
 * @property {HTMLElement} network
 * @property {HTMLElement} boundary
 * @property {HTMLElement} gradients
 * @property {HTMLElement} loss
 * @property {HTMLElement} inspector
 */

/**
 * The empty cards; each view fills its own.
 * @param {HTMLElement} root
 * @returns {Cards}
 */
export function createCards(root) {
  const grid = make("div", "bpl-grid", root);
  const card = (/** @type {string} */ name, /** @type {string} */ label) =>
    make("section", `bpl-card bpl-${name}`, grid, { "aria-label": label });
  return {
    grid,
    network: card("network", "Network"),
    boundary: card("boundary", "Decision boundary"),
    gradients: card("gradients", "Gradients"),
    loss: card("loss", "Loss"),
    inspector: card("inspector", "Selected number"),
  };
}

/**
 * @param {number} width
 * @param {boolean} presented
 */
function layoutAt(width, presented) {
  if (onPhone()) return "phone";
  return width < NARROW && !presented ? "narrow" : "wide";
}

/**
 * Follow the width.
 * @param {HTMLElement} root
 * @param {() => void} resized called once for all changes of a frame
 * @returns {() => void} stops it
 */
export function followWidth(root, resized) {
  let [width, pending] = [0, 0];
  const fit = () => {
    const now = root.clientWidth;
    const layout = layoutAt(now, root.dataset.present !== undefined);
    const compact = String(now < COMPACT);
    if (root.dataset.layout !== layout) root.dataset.layout = layout;
    if (root.dataset.compact !== compact) root.dataset.compact = compact;
    if (now === width || now === 0) return;
    width = now;
    cancelAnimationFrame(pending);
    pending = requestAnimationFrame(resized);
  };
  fit();
  const observer = new ResizeObserver(fit);
  observer.observe(root);
  return () => {
    observer.disconnect();
    cancelAnimationFrame(pending);
  };
}
