// A figure as a file: PNG, SVG, or HTML that opens without a server. Every file says in words what
// is shown.
import { packedPlotly } from "../core/plotly.js";

/**
 * @typedef {Object} Picture what is saved, as it is now
 * @property {string} page
 * @property {string} name of the figure, as in a file's name
 * @property {number|null} iteration
 * @property {string} title what is shown, at which iteration
 * @property {{ink: string, card: string}} colors of text and background
 * @property {{data: object[], layout: object}} [figure] for Plotly
 * @property {SVGSVGElement} [drawing] where it is none of Plotly's
 */

export const KINDS = {
  png: "PNG, a picture",
  svg: "SVG, to enlarge and to edit",
  html: "HTML, interactive, in one file",
};
const [TITLE_SIZE, TITLE_LINE, LETTER, NARROWEST, SCALE, WIDE] = [14, 18, 7.2, 320, 3, 900];

/**
 * Such as train-decision-boundary-t40.png.
 * @param {Picture} picture
 * @param {string} kind
 */
export function fileName({ page, name, iteration }, kind) {
  const words = [page, name, iteration === null ? "" : `t${iteration}`].filter(Boolean).join("-");
  return `${words
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")}.${kind}`;
}

/**
 * @param {string} text
 * @param {number} width in pixels
 * @returns {string[]} lines that fit
 */
function wrapped(text, width) {
  const lines = [""];
  for (const word of text.split(" ")) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (longer.length * LETTER <= width || !lines.at(-1)) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

const escaped = (text) =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");

/**
 * The figure with its title above it; nothing of it moves or shrinks.
 * @param {Picture} picture
 */
function titled({ figure: { data, layout }, title, colors }) {
  const width = Math.max(layout.width, NARROWEST);
  const lines = wrapped(title, width - 24);
  const room = lines.length * TITLE_LINE + 12;
  const margin = { l: 80, r: 80, t: 100, b: 80, ...layout.margin };
  const height = layout.height + room;
  // Plotly sets the first of several lines by its base, a single one by its top.
  const words = {
    text: lines.map(escaped).join("<br>"),
    font: { size: TITLE_SIZE, color: colors.ink },
    x: 12 / width,
    xref: "container",
    xanchor: "left",
    y: 1 - (lines.length > 1 ? 20 : 10) / height,
    yref: "container",
    yanchor: "top",
  };
  return {
    data,
    layout: {
      ...layout,
      width,
      height,
      title: words,
      paper_bgcolor: colors.card,
      margin: { ...margin, t: margin.t + room, r: margin.r + width - layout.width },
    },
  };
}

/**
 * The drawing with its title above it, as text.
 * @param {Picture} picture
 * @returns {{text: string, width: number, height: number}}
 */
function titledDrawing({ drawing, title, colors }) {
  const [width, high] = [drawing.width.baseVal.value, drawing.height.baseVal.value];
  const lines = wrapped(title, width - 24);
  const [room, whole] = [lines.length * TITLE_LINE + 12, drawing.cloneNode(true)];
  const height = high + room;
  for (const [key, value] of Object.entries({
    width,
    height,
    viewBox: `0 ${-room} ${width} ${height}`,
    role: "img",
    "aria-label": title,
  }))
    whole.setAttribute(key, String(value));
  const add = (tag, attributes, text) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
    element.textContent = text;
    return element;
  };
  whole.prepend(
    add("title", {}, title),
    add("rect", { x: 0, y: -room, width, height, fill: colors.card }, ""),
    ...lines.map((line, k) =>
      add(
        "text",
        {
          x: 12,
          y: (k + 1) * TITLE_LINE - room + 4,
          fill: colors.ink,
          "font-size": TITLE_SIZE,
          "font-family": "sans-serif",
        },
        line,
      ),
    ),
  );
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
  [canvas.width, canvas.height] = [width * SCALE, height * SCALE];
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error("the browser has no memory for it"))),
      "image/png",
    ),
  );
}

/**
 * Plotly's answer as bytes.
 * @param {string} address data:…;base64,… or data:…,…
 * @param {string} type
 */
function bytesOf(address, type) {
  const [head, body] = [
    address.slice(0, address.indexOf(",")),
    address.slice(address.indexOf(",") + 1),
  ];
  if (!head.endsWith(";base64")) return new Blob([decodeURIComponent(body)], { type });
  return new Blob([Uint8Array.from(atob(body), (c) => c.charCodeAt(0))], { type });
}

const page = ({ title, colors }, body) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${escaped(title)}</title>
<style>body { margin: 16px; background: ${colors.card}; color: ${colors.ink}; font: 14px/1.35 system-ui, sans-serif; } h1 { margin: 0 0 12px; font-size: 16px; font-weight: 600; } svg { max-width: 100%; height: auto; }</style>
</head>
<body>
<h1>${escaped(title)}</h1>
${body}
</body>
</html>
`;

/**
 * Arrays of numbers as lists; what is no number as null, as JSON has it; nothing in it ends a
 * script.
 */
const json = (value) =>
  JSON.stringify(value, (_, v) => (ArrayBuffer.isView(v) ? Array.from(v) : v)).replaceAll(
    "<",
    "\\u003c",
  );

/**
 * A document that holds the figure's numbers and Plotly, compressed.
 * @param {Picture} picture
 * @param {string|undefined} plotlyUrl
 */
async function interactive(picture, plotlyUrl) {
  const { data, layout } = picture.figure;
  const { width, height, title: _, margin, ...rest } = layout;
  const larger = Math.max(1, Math.min(2, WIDE / width));
  const room = { ...margin, t: larger * (margin?.t ?? 0) }; // a key above the figure stands the higher the larger it is
  const shown = {
    data,
    layout: { ...rest, margin: room, autosize: true, paper_bgcolor: picture.colors.card },
  };
  return page(
    picture,
    `<div id="figure" style="width: min(100%, ${Math.round(larger * width)}px); height: ${Math.round(larger * height)}px" role="figure" aria-label="${escaped(picture.title)}"></div>
<noscript>This figure needs JavaScript, which this browser has switched off.</noscript>
<script type="application/json" id="data">${json(shown)}</script>
<script type="text/plain" id="plotly">${await packedPlotly(plotlyUrl)}</script>
<script type="module">
const packed = Uint8Array.from(atob(document.getElementById("plotly").textContent), (c) => c.charCodeAt(0));
const script = document.createElement("script");
script.textContent = await new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
document.head.append(script);
const { data, layout } = JSON.parse(document.getElementById("data").textContent);
await Plotly.newPlot("figure", data, layout, { responsive: true, displaylogo: false });
</script>`,
  );
}

/**
 * @param {Picture} picture
 * @param {keyof KINDS} kind
 * @param {{Plotly: object|null, plotlyUrl: string|undefined}} with
 * @returns {Promise<Blob>}
 */
export async function fileOf(picture, kind, { Plotly, plotlyUrl }) {
  if (kind === "html") {
    const text = picture.figure
      ? await interactive(picture, plotlyUrl)
      : page(picture, new XMLSerializer().serializeToString(picture.drawing));
    return new Blob([text], { type: "text/html" });
  }
  const type = kind === "png" ? "image/png" : "image/svg+xml";
  if (picture.figure) {
    const figure = titled(picture);
    const { width, height } = figure.layout;
    return bytesOf(
      await Plotly.toImage(figure, {
        format: kind,
        width,
        height,
        scale: kind === "png" ? SCALE : 1,
      }),
      type,
    );
  }
  const { text, width, height } = titledDrawing(picture);
  return kind === "png" ? rastered(text, width, height) : new Blob([text], { type });
}
