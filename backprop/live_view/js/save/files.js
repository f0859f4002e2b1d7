// A figure as a file: PNG, SVG, or HTML that opens without a server. Every file says in words what
// is shown.
import { brushOf } from "../core/canvas.js";
import { loadPlotly } from "../core/plotly.js";
import { set, svg } from "../core/svg.js";
import { drawingPage, escaped, figurePage } from "./html.js";
/** @import { Figure } from "../types.d.ts" */

/**
 * The picture to save.
 * @typedef {Object} Words
 * @property {string} page
 * @property {string} name of the figure, as in a file's name
 * @property {number|null} iteration
 * @property {string} title what is shown, at which iteration
 * @property {{ink: string, card: string}} colors of text and background
 * @typedef {Words & {figure: Figure}} PlotlyPicture
 * @typedef {Words & {drawing: SVGSVGElement}} DrawnPicture
 * @typedef {PlotlyPicture | DrawnPicture} Picture
 */

export const KINDS = {
  png: "PNG, a picture",
  svg: "SVG, to enlarge and to edit",
  html: "HTML, interactive, in one file",
};

/** @typedef {keyof typeof KINDS} Kind */

const TITLE_SIZE = 14; // pixels
const TITLE_LINE = 18;
const LETTER = 7.2; // pixels of one in a title
const NARROWEST = 320;
const SCALE = 3; // pixels of a PNG for each of the page

/**
 * Such as train-decision-boundary-t40.png.
 * @param {Picture} picture
 * @param {Kind} kind
 */
export function fileName({ page, name, iteration }, kind) {
  const parts = [page, name, iteration === null ? "" : `t${iteration}`];
  const words = parts.filter(Boolean).join("-").toLowerCase();
  return `${words.replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "")}.${kind}`;
}

/**
 * @param {Picture} picture
 * @param {Kind} kind
 * @param {string|undefined} plotlyUrl
 * @returns {Promise<Blob>}
 */
export async function fileOf(picture, kind, plotlyUrl) {
  if (kind === "html") {
    const text = "figure" in picture ? await figurePage(picture, plotlyUrl) : drawingPage(picture);
    return new Blob([text], { type: "text/html" });
  }
  if ("figure" in picture) return figureFile(picture, kind, plotlyUrl);
  const { text, width, height } = titledDrawing(picture);
  if (kind === "png") return rastered(text, width, height);
  return new Blob([text], { type: "image/svg+xml" });
}

/**
 * @param {PlotlyPicture} picture
 * @param {"png"|"svg"} kind
 * @param {string|undefined} plotlyUrl
 */
async function figureFile(picture, kind, plotlyUrl) {
  const plotly = await loadPlotly(plotlyUrl);
  const figure = titled(picture);
  const { width, height } = figure.layout;
  const scale = kind === "png" ? SCALE : 1;
  const address = await plotly.toImage(figure, { format: kind, width, height, scale });
  return bytesOf(address, kind === "png" ? "image/png" : "image/svg+xml");
}

/**
 * @param {string} text
 * @param {number} width in pixels
 * @returns {string[]} lines that fit
 */
function wrapped(text, width) {
  const lines = [""];
  for (const word of text.split(" ")) {
    const last = lines.length - 1;
    const longer = `${lines[last]} ${word}`.trim();
    if (longer.length * LETTER <= width || !lines[last]) lines[last] = longer;
    else lines.push(word);
  }
  return lines;
}

/**
 * The figure with its title above it, otherwise unchanged.
 * @param {PlotlyPicture} picture
 * @returns {Figure}
 */
function titled({ figure: { data, layout }, title, colors }) {
  const width = Math.max(layout.width, NARROWEST);
  const lines = wrapped(title, width - 24);
  const room = lines.length * TITLE_LINE + 12;
  const margin = { l: 80, r: 80, t: 100, b: 80, ...layout.margin };
  const height = layout.height + room;
  // Plotly positions the first of several lines by its baseline, a single line by its top.
  const down = lines.length > 1 ? 20 : 10;
  const words = {
    text: lines.map(escaped).join("<br>"),
    font: { size: TITLE_SIZE, color: colors.ink },
    x: 12 / width,
    xref: "container",
    xanchor: "left",
    y: 1 - down / height,
    yref: "container",
    yanchor: "top",
  };
  const around = { ...margin, t: margin.t + room, r: margin.r + width - layout.width };
  const paper = { paper_bgcolor: colors.card };
  return { data, layout: { ...layout, width, height, title: words, margin: around, ...paper } };
}

/**
 * The drawing with its title above it, as text.
 * @param {DrawnPicture} picture
 * @returns {{text: string, width: number, height: number}}
 */
function titledDrawing({ drawing, title, colors }) {
  const width = drawing.width.baseVal.value;
  const lines = wrapped(title, width - 24);
  const room = lines.length * TITLE_LINE + 12;
  const height = drawing.height.baseVal.value + room;
  const whole = /** @type {SVGSVGElement} */ (drawing.cloneNode(true));
  set(whole, {
    width,
    height,
    viewBox: `0 ${-room} ${width} ${height}`,
    role: "img",
    "aria-label": title,
  });
  const name = svg("title", {});
  name.textContent = title;
  const ground = svg("rect", { x: 0, y: -room, width, height, fill: colors.card });
  const look = { fill: colors.ink, "font-size": TITLE_SIZE, "font-family": "sans-serif" };
  const words = lines.map((line, k) => {
    const text = svg("text", { x: 12, y: (k + 1) * TITLE_LINE - room + 4, ...look });
    text.textContent = line;
    return text;
  });
  whole.prepend(name, ground, ...words);
  return { text: new XMLSerializer().serializeToString(whole), width, height };
}

/**
 * @param {string} text of an SVG
 * @param {number} width
 * @param {number} height
 * @returns {Promise<Blob>} PNG
 */
async function rastered(text, width, height) {
  const image = new Image();
  image.src = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  await image.decode();
  URL.revokeObjectURL(image.src);
  const canvas = document.createElement("canvas");
  canvas.width = width * SCALE;
  canvas.height = height * SCALE;
  brushOf(canvas).drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    const made = (/** @type {Blob|null} */ blob) => {
      if (blob) resolve(blob);
      else reject(new Error("the browser is out of memory"));
    };
    canvas.toBlob(made, "image/png");
  });
}

/**
 * Plotly's answer as bytes.
 * @param {string} address data:…;base64,… or data:…,…
 * @param {string} type
 */
function bytesOf(address, type) {
  const comma = address.indexOf(",");
  const body = address.slice(comma + 1);
  if (!address.slice(0, comma).endsWith(";base64"))
    return new Blob([decodeURIComponent(body)], { type });
  return new Blob([Uint8Array.from(atob(body), (c) => c.charCodeAt(0))], { type });
}
