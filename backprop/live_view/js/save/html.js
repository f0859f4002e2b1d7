// A figure as an HTML document that opens without a server.
import { packedPlotly } from "../core/plotly.js";
/** @import { DrawnPicture, PlotlyPicture, Words } from "./files.js" */

const WIDE = 900; // pixels: a smaller figure is enlarged up to this, and at most twice

/**
 * Text, escaped for HTML.
 * @param {string} text
 */
export const escaped = (text) =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");

/**
 * @param {Words} picture
 * @param {string} body
 */
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
 * A document with a drawing.
 * @param {DrawnPicture} picture
 */
export const drawingPage = (picture) =>
  page(picture, new XMLSerializer().serializeToString(picture.drawing));

/**
 * A document that holds the figure's numbers and Plotly, compressed.
 * @param {PlotlyPicture} picture
 * @param {string|undefined} plotlyUrl
 */
export async function figurePage(picture, plotlyUrl) {
  const { data, layout } = picture.figure;
  const { width, height, title: _, margin, ...rest } = layout;
  const larger = Math.max(1, Math.min(2, WIDE / width));
  // A key above the figure stands higher in a larger one.
  const room = { ...margin, t: larger * (margin?.t ?? 0) };
  const look = { margin: room, autosize: true, paper_bgcolor: picture.colors.card };
  const shown = { data, layout: { ...rest, ...look } };
  return page(
    picture,
    `<div id="figure" style="width: min(100%, ${Math.round(larger * width)}px); height: ${Math.round(larger * height)}px" role="figure" aria-label="${escaped(picture.title)}"></div>
<noscript>This figure needs JavaScript, which is switched off in this browser.</noscript>
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
 * Arrays of numbers as lists; what is no number as null, as JSON has it; nothing in it ends a
 * script.
 * @param {object} value
 */
function json(value) {
  const plain = (/** @type {string} */ _, /** @type {unknown} */ v) =>
    ArrayBuffer.isView(v) && !(v instanceof DataView)
      ? Array.from(/** @type {Float64Array} */ (v))
      : v;
  return JSON.stringify(value, plain).replaceAll("<", "\\u003c");
}
