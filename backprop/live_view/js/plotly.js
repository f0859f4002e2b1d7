// Plotly comes once, by a script tag, from the address that Python names.

/** @param {string} url @returns {Promise<object>} Plotly */
export function loadPlotly(url) {
  if (globalThis.Plotly?.newPlot) return Promise.resolve(globalThis.Plotly);
  return new Promise((resolve, reject) => {
    const known = [...document.scripts].find((script) => script.dataset.backpropPlotly === url);
    const script = known ?? document.createElement("script");
    script.addEventListener("load", () => resolve(globalThis.Plotly));
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
