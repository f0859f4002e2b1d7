// A replay: the Train page's instrument in a file by itself. The trace, the gradient checks and
// Plotly are in the document, compressed; nothing is fetched and nothing is asked of Python.
import { readTheme } from "../core/colors.js";
import { Controller } from "./controller.js";

/**
 * The bytes of an element of the document: gzip in base64.
 * @param {string} id
 * @returns {Promise<ArrayBuffer>}
 */
async function inflated(id) {
  const packed = Uint8Array.from(atob(document.getElementById(id).textContent), (c) =>
    c.charCodeAt(0),
  );
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
}

/** @returns {Promise<object>} Plotly */
async function plotlyOf(id) {
  const script = document.createElement("script");
  script.textContent = new TextDecoder().decode(await inflated(id));
  document.head.append(script);
  return globalThis.Plotly;
}

/**
 * What Python said of an iteration when the file was made.
 * @param {object} checks
 * @param {number} t
 */
function checkOf({ run, found, sentence }, t) {
  const known = found[String(t)];
  const unknown = { passed: null, worst: null, reason: "not in this file", sentence };
  return { run, iteration: t, ...(known ?? unknown) };
}

/** @param {HTMLElement} root */
export async function mountReplay(root) {
  const [trace, checks] = await Promise.all([inflated("trace"), inflated("checks")]);
  const known = JSON.parse(new TextDecoder().decode(checks));
  const controller = new Controller(root, readTheme(root), plotlyOf("plotly"), {
    more: () => {}, // all there is, is here
    standing: ({ iteration }) =>
      document.dispatchEvent(
        new CustomEvent("backprop:check", { detail: checkOf(known, iteration) }),
      ),
  });
  controller.receive(trace);
}
