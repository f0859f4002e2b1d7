// Loads Plotly once, by a script tag, from the address that Python gives.
/** @import { Plotly } from "../types.d.ts" */

/**
 * @param {string|undefined} url a replay has none: Plotly is in the file
 * @returns {Promise<Plotly>}
 */
export function loadPlotly(url) {
  if (window.Plotly?.newPlot) return Promise.resolve(window.Plotly);
  if (!url) return Promise.reject(new Error("Plotly could not be loaded"));
  return new Promise((resolve, reject) => {
    const known = [...document.scripts].find((script) => script.dataset.backpropPlotly === url);
    const script = known ?? document.createElement("script");
    script.addEventListener("load", () => resolve(/** @type {Plotly} */ (window.Plotly)));
    script.addEventListener("error", () => {
      script.remove(); // the next mount tries again
      reject(new Error("Plotly could not be loaded; reload the page."));
    });
    if (known) return;
    script.dataset.backpropPlotly = url;
    script.src = url;
    document.head.append(script);
  });
}

/**
 * Plotly's script as text that a document can hold: gzip in base64. A replay has it already.
 * @param {string|undefined} url
 * @returns {Promise<string>}
 */
export async function packedPlotly(url) {
  const here = document.getElementById("plotly");
  if (here) return here.textContent;
  const answer = url ? await fetch(url) : null;
  if (!answer?.body || !answer.ok) throw new Error("Plotly could not be loaded");
  const packed = new Response(answer.body.pipeThrough(new CompressionStream("gzip")));
  const bytes = new Uint8Array(await packed.arrayBuffer());
  let text = "";
  for (let k = 0; k < bytes.length; k += 32768)
    text += String.fromCharCode(...bytes.subarray(k, k + 32768));
  return btoa(text);
}
