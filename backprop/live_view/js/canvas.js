// Small things that the canvas views share.
import { css, mix } from "./colors.js";
import { hintOf } from "./hints.js";

/** Make a canvas sharp on this screen. @param {HTMLCanvasElement} canvas @param {number} width in CSS pixels @param {number} height
 * @returns {CanvasRenderingContext2D} that draws in CSS pixels */
export function fitCanvas(canvas, width, height) {
  const shown = canvas.parentElement ? magnified(canvas.parentElement) : 1;
  const scale = (globalThis.devicePixelRatio || 1) * shown;
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const brush = canvas.getContext("2d");
  brush.setTransform(scale, 0, 0, scale, 0, 0);
  return brush;
}

/** How much larger an element is on the screen than in its own pixels: more than 1 while presenting. @param {HTMLElement} element */
export const magnified = (element) => (element.offsetWidth ? element.getBoundingClientRect().width / element.offsetWidth : 1);

/** Where a pointer is, in an element's own pixels. @param {HTMLElement} element @param {{clientX: number, clientY: number}} event @returns {[number, number]} */
export function pointIn(element, event) {
  const [box, scale] = [element.getBoundingClientRect(), magnified(element)];
  return [(event.clientX - box.left) / scale, (event.clientY - box.top) / scale];
}

/** The hatching that says "not computed". @param {CanvasRenderingContext2D} brush @param {import("./colors.js").Palette} palette */
export function hatching(brush, palette) {
  const tile = document.createElement("canvas");
  tile.width = tile.height = 12;
  const ink = tile.getContext("2d");
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
  return brush.createPattern(tile, "repeat");
}

/** An element. @param {string} tag @param {string} className @param {Element} [parent] @param {Record<string, string>} [attributes] */
export function make(tag, className, parent, attributes = {}) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  parent?.append(element);
  return element;
}

/** Buttons of which one is pressed. @param {Element} parent @param {string} label @param {[string, string][]} choices value and text
 * @param {(value: string) => void} choose @returns {(value: string) => void} shows which is pressed */
export function segmented(parent, label, choices, choose) {
  const group = make("span", "bpl-seg", parent, { role: "group", "aria-label": label });
  const buttons = choices.map(([value, text]) => {
    const button = make("button", "", group, { type: "button", "aria-pressed": "false", title: hintOf(`${label}: ${text}`) });
    button.textContent = text;
    button.addEventListener("click", () => choose(value));
    return [value, button];
  });
  return (value) => {
    for (const [own, button] of buttons) {
      const pressed = String(own === value);
      if (button.getAttribute("aria-pressed") !== pressed) button.setAttribute("aria-pressed", pressed);
    }
  };
}

/** A note at the pointer. @param {HTMLElement} parent that is positioned @param {string} testid
 * @returns {{show: (lines: string[], x: number, y: number) => void, hide: () => void}} */
export function pointerNote(parent, testid) {
  const note = make("div", "bpl-note", parent, { "data-testid": testid, role: "status" });
  note.hidden = true;
  return {
    show(lines, x, y) {
      note.replaceChildren(...lines.map((line, k) => {
        const row = make(k ? "span" : "b", "");
        row.textContent = line;
        return row;
      }));
      note.hidden = false;
      const [w, h] = [note.offsetWidth, note.offsetHeight];
      note.style.left = `${Math.max(4, Math.min(x + 14, parent.clientWidth - w - 4))}px`;
      note.style.top = `${y + 18 + h > parent.clientHeight ? Math.max(4, y - h - 10) : y + 18}px`;
    },
    hide() {
      note.hidden = true;
    },
  };
}
