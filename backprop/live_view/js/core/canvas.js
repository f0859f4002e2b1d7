// Canvases: sharp on this screen, and where a pointer is on them.
import { css, mix } from "./colors.js";
/** @import { Palette } from "../types.d.ts" */

/**
 * Make a canvas sharp on this screen.
 * @param {HTMLCanvasElement} canvas
 * @param {number} width in CSS pixels
 * @param {number} height
 * @returns {CanvasRenderingContext2D} that draws in CSS pixels
 */
export function fitCanvas(canvas, width, height) {
  const shown = canvas.parentElement ? magnified(canvas.parentElement) : 1;
  const scale = (globalThis.devicePixelRatio || 1) * shown;
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const brush = brushOf(canvas);
  brush.setTransform(scale, 0, 0, scale, 0, 0);
  return brush;
}

/**
 * The 2D context of a canvas.
 * @param {HTMLCanvasElement} canvas
 * @returns {CanvasRenderingContext2D}
 */
export function brushOf(canvas) {
  const brush = canvas.getContext("2d");
  if (!brush) throw new Error("This browser cannot draw on a canvas.");
  return brush;
}

/**
 * How much larger an element is on the screen than in its own pixels: more than 1 while presenting.
 * @param {HTMLElement} element
 */
export const magnified = (element) =>
  element.offsetWidth ? element.getBoundingClientRect().width / element.offsetWidth : 1;

/**
 * Where a pointer is, in an element's own pixels.
 * @param {HTMLElement} element
 * @param {{clientX: number, clientY: number}} event
 * @returns {[number, number]}
 */
export function pointIn(element, event) {
  const [box, scale] = [element.getBoundingClientRect(), magnified(element)];
  return [(event.clientX - box.left) / scale, (event.clientY - box.top) / scale];
}

/**
 * The hatching that says "not computed".
 * @param {CanvasRenderingContext2D} brush
 * @param {Palette} palette
 * @returns {CanvasPattern|string} a fill style
 */
export function hatching(brush, palette) {
  const tile = document.createElement("canvas");
  tile.width = tile.height = 12;
  const ink = brushOf(tile);
  ink.fillStyle = css(palette.card);
  ink.fillRect(0, 0, 12, 12);
  ink.strokeStyle = css(mix(palette.card, palette.line, 0.8));
  ink.lineWidth = 4;
  ink.beginPath();
  for (const shift of [-12, 0, 12]) {
    ink.moveTo(shift - 2, 14);
    ink.lineTo(shift + 14, -2);
  }
  ink.stroke();
  return brush.createPattern(tile, "repeat") ?? css(palette.card);
}
