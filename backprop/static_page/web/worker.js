// Python in the reader's browser. What comes in and goes out: Call and Posted in types.d.ts.
// @ts-expect-error Pyodide is put beside the page when it is built.
import { loadPyodide } from "./pyodide/pyodide.mjs";
/** @import { Call, Posted } from "./types.d.ts" */

const HOME = "/home/pyodide/lab";

/**
 * @param {Posted} message
 * @param {Transferable[]} [owned] what goes along without being copied
 */
const post = (message, owned = []) => self.postMessage(message, { transfer: owned });

async function start() {
  post({ stage: "Loading Python, 14 MB…" });
  /** @type {Pyodide} */
  const pyodide = await loadPyodide();
  post({ stage: "Loading NumPy, SciPy and scikit-learn, 29 MB…" });
  await pyodide.loadPackage(["numpy", "scipy", "scikit-learn"], {
    messageCallback: () => {},
    checkIntegrity: true,
  });
  const answer = await fetch(new URL("./backprop.zip", import.meta.url));
  if (!answer.ok) throw new Error(`backprop.zip: ${answer.status}`);
  post({ stage: "Starting the engine…" });
  pyodide.unpackArchive(await answer.arrayBuffer(), "zip", { extractDir: HOME });
  return pyodide.runPython(`
import sys
sys.path.insert(0, "${HOME}")
from backprop.static_page.engine import Page
Page()
`);
}

const started = start();
started.then(
  () => post({ ready: true }),
  (error) => post({ failed: lastLine(error) }),
);

/**
 * The last line of a Python traceback says what has happened.
 * @param {unknown} error
 */
function lastLine(error) {
  const text = error instanceof Error ? error.message : String(error);
  return text.trim().split("\n").pop() ?? "";
}

/** @param {MessageEvent<Call>} event */
async function answer({ data: { id, method, args } }) {
  try {
    const page = await started;
    const result = page[method](...args);
    const [text, bytes] = result.toJs();
    result.destroy();
    const own = bytes.slice(); // not a view into Python's memory
    post({ id, text, bytes: own }, [own.buffer]);
  } catch (error) {
    post({ id, error: lastLine(error) });
  }
}

addEventListener("message", answer);
