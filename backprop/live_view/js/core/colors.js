// Colours. Colour is used for data only: two hues for the classes, two for the sign of a number,
// amber for what is selected and for where we are in time. Everything else is ink and grey.
// An rgb is [r, g, b], each 0..255. Every function takes the palette it draws with.
import shared from "./shared.json" with { type: "json" };
/** @import { Palette, Rgb } from "../types.d.ts" */

/**
 * @param {(channel: number) => number} value of red, green and blue: 0, 1 and 2
 * @returns {Rgb}
 */
const rgb = (value) => [value(0), value(1), value(2)];

/**
 * @param {string} hex "#rrggbb"
 * @returns {Rgb}
 */
const hex = (hex) => rgb((k) => parseInt(hex.slice(2 * k + 1, 2 * k + 3), 16));

/**
 * A palette of shared.json, which Python's figures have too.
 * @param {Record<string, any>} written
 * @returns {Palette}
 */
function palette(written) {
  const colors = Object.entries(written).map(([name, value]) => {
    if (name === "name") return [name, value];
    return [name, Array.isArray(value) ? value.map(hex) : hex(value)];
  });
  return Object.fromEntries(colors);
}

/** @type {{light: Palette, dark: Palette}} */
export const PALETTES = {
  light: palette(shared.palettes.light),
  dark: palette(shared.palettes.dark),
};

/**
 * The mixture of two colours.
 * @param {Rgb} a
 * @param {Rgb} b
 * @param {number} t 0 is a, 1 is b
 * @returns {Rgb}
 */
export const mix = (a, b, t) => [
  a[0] + (b[0] - a[0]) * t,
  a[1] + (b[1] - a[1]) * t,
  a[2] + (b[2] - a[2]) * t,
];

/**
 * A signed number: purple below zero, green above, the middle of the card at zero. The power 0.7
 * lets small numbers show.
 * @param {number} value -1..1 (clipped)
 * @param {Palette} palette
 * @returns {Rgb}
 */
export function signed(value, palette) {
  const v = Math.max(-1, Math.min(1, value));
  return mix(palette.mid, v < 0 ? palette.neg : palette.pos, Math.abs(v) ** 0.7);
}

/**
 * A quantity without sign: from the middle to ink.
 * @param {number} value 0..1
 * @param {Palette} palette
 * @returns {Rgb}
 */
export const sequential = (value, palette) =>
  mix(palette.mid, palette.ink, Math.max(0, Math.min(1, value)) ** 0.7);

/**
 * The probability of class 1 of two: blue at 0, the card at a half, orange at 1.
 * @param {number} p
 * @param {Palette} palette
 * @returns {Rgb}
 */
export function probability(p, palette) {
  const sure = Math.min(1, Math.abs(p - 0.5) * 2);
  return mix(palette.card, p < 0.5 ? palette.c0 : palette.c1, sure === 0 ? 0 : 0.12 + 0.5 * sure);
}

/**
 * The colour of a class.
 * @param {number} index
 * @param {number} count number of classes
 * @param {Palette} palette
 * @returns {Rgb}
 */
export function classColor(index, count, palette) {
  if (count <= 2) return index ? palette.c1 : palette.c0;
  return palette.classes[index % palette.classes.length];
}

/**
 * The colour of a class region, stronger the more certain it is.
 * @param {number} index
 * @param {number} p its probability
 * @param {number} count
 * @param {Palette} palette
 * @returns {Rgb}
 */
export function classRegion(index, p, count, palette) {
  const sure = Math.max(0, Math.min(1, (p - 1 / count) / (1 - 1 / count)));
  return mix(palette.card, classColor(index, count, palette), 0.12 + 0.5 * sure);
}

/**
 * @param {Rgb} rgb
 * @param {number} [alpha] 0..1
 * @returns {string}
 */
export function css(rgb, alpha = 1) {
  const [r, g, b] = [Math.round(rgb[0]), Math.round(rgb[1]), Math.round(rgb[2])];
  return alpha === 1 ? `rgb(${r},${g},${b})` : `rgba(${r},${g},${b},${alpha})`;
}

/**
 * Relative luminance as WCAG defines it.
 * @param {Rgb} rgb
 * @returns {number} 0..1
 */
export function luminance(rgb) {
  const linear = (/** @type {number} */ v) =>
    v <= 10.31475 ? v / 3294.6 : ((v / 255 + 0.055) / 1.055) ** 2.4;
  return 0.2126 * linear(rgb[0]) + 0.7152 * linear(rgb[1]) + 0.0722 * linear(rgb[2]);
}

/**
 * Text on a colour: near-black or white, whichever has the higher contrast.
 * @param {Rgb} rgb
 * @returns {Rgb}
 */
export function readable(rgb) {
  const l = luminance(rgb);
  return 1.05 / (l + 0.05) > (l + 0.05) / 0.061 ? [255, 255, 255] : [22, 27, 38];
}

/**
 * Turn a colour scale over lo..hi into a table for painting pixels.
 * @param {(value: number) => Rgb} scale
 * @param {number} lo
 * @param {number} hi
 * @returns {Uint32Array} 512 packed pixels, little endian RGBA
 */
export function colorTable(scale, lo, hi) {
  const table = new Uint32Array(512);
  for (let k = 0; k < 512; k++) {
    const [r, g, b] = scale(lo + ((hi - lo) * k) / 511);
    table[k] = ((255 << 24) | (Math.round(b) << 16) | (Math.round(g) << 8) | Math.round(r)) >>> 0;
  }
  return table;
}

/**
 * @param {string} text any CSS colour that getComputedStyle may give
 * @returns {Rgb | null}
 */
export function parse(text) {
  const value = text.trim();
  if (/^#[0-9a-f]{6}/i.test(value)) return hex(value);
  if (/^#[0-9a-f]{3}$/i.test(value)) return rgb((k) => parseInt(value[k + 1] + value[k + 1], 16));
  const numbers = value.match(/^rgba?\(\s*([\d.]+)[\s,]+([\d.]+)[\s,]+([\d.]+)/);
  return numbers ? rgb((k) => Number(numbers[k + 1])) : null;
}

/**
 * The palette that fits the page: dark when Streamlit's background is. Its own background and text
 * are taken over, so that a themed page stays one page.
 * @param {Element} element inside the component
 * @returns {Palette}
 */
export function readTheme(element) {
  const style = getComputedStyle(element);
  const bg = parse(style.getPropertyValue("--st-background-color"));
  const base = bg && luminance(bg) < 0.2 ? PALETTES.dark : PALETTES.light;
  return bg ? { ...base, bg, card: base.name === "light" ? bg : base.card } : base;
}
