// A replay: the Train page's instrument in a file of its own. The trace, the gradient checks and
// Plotly are in the document, compressed; it fetches nothing and needs no Python.
import { readTheme } from "../core/colors.js";
import { say } from "../core/events.js";
import { Controller } from "./controller.js";
/** @import { Plotly, Report } from "../types.d.ts" */

/**
 * The checks that were made when the file was.
 * @typedef {{run: string, found: Record<string, Omit<Report, "run"|"iteration">>, sentence: string}}
 *   Checks found: by iteration; sentence: why others were not checked
 */

/**
 * The bytes of an element of the document: gzip in base64.
 * @param {string} id
 * @returns {Promise<ArrayBuffer>}
 */
async function inflated(id) {
  const text = document.getElementById(id)?.textContent ?? "";
  const packed = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
}

/**
 * @param {string} id
 * @returns {Promise<Plotly>}
 */
async function plotlyOf(id) {
  const script = document.createElement("script");
  script.textContent = new TextDecoder().decode(await inflated(id));
  document.head.append(script);
  if (!window.Plotly) throw new Error("Plotly could not be started.");
  return window.Plotly;
}

/**
 * The check of an iteration, made with the file.
 * @param {Checks} checks
 * @param {number} t
 * @returns {Report}
 */
function checkOf({ run, found, sentence }, t) {
  const unknown = {
    passed: null,
    worst: null,
    worst_layer: null,
    reason: "not in this file",
    sentence,
  };
  return { run, iteration: t, ...(found[String(t)] ?? unknown) };
}

/** @param {HTMLElement} root */
export async function mountReplay(root) {
  const [trace, checks] = await Promise.all([inflated("trace"), inflated("checks")]);
  const known = JSON.parse(new TextDecoder().decode(checks));
  const nothing = () => {}; // all there is, is here
  const controller = new Controller(root, readTheme(root), plotlyOf("plotly"), {
    more: nothing,
    picked: nothing,
    intervene: nothing,
    standing: ({ iteration }) => say("check", checkOf(known, iteration)),
  });
  controller.receive(trace);
}
