// Python in the reader's browser. Messages in: {id, method, args}; out: {id, text, bytes} or {id,
// error}, and {stage} while loading, {ready} or {failed} at its end.
import { loadPyodide } from "./pyodide/pyodide.mjs";

const HOME = "/home/pyodide/lab";

async function start() {
  postMessage({ stage: "Loading Python, 14 MB…" });
  const pyodide = await loadPyodide();
  postMessage({ stage: "Loading NumPy, SciPy and scikit-learn, 29 MB…" });
  await pyodide.loadPackage(["numpy", "scipy", "scikit-learn"], {
    messageCallback: () => {},
    checkIntegrity: true,
  });
  const answer = await fetch(new URL("./backprop.zip", import.meta.url));
  if (!answer.ok) throw new Error(`backprop.zip: ${answer.status}`);
  postMessage({ stage: "Starting the engine…" });
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
  () => postMessage({ ready: true }),
  (error) => postMessage({ failed: lastLine(error) }),
);

/**
 * The last line of a Python traceback says what has happened.
 * @param {Error} error
 */
function lastLine(error) {
  return String(error.message ?? error)
    .trim()
    .split("\n")
    .at(-1);
}

addEventListener("message", async ({ data: { id, method, args } }) => {
  try {
    const result = (await started)[method](...args);
    const [text, bytes] = result.toJs();
    result.destroy();
    const own = bytes.slice(); // not a view into Python's memory
    postMessage({ id, text, bytes: own }, [own.buffer]);
  } catch (error) {
    postMessage({ id, error: lastLine(error) });
  }
});
