// The figures that Streamlit draws (st.plotly_chart) get the same Save menu as those of the instrument. What a file is
// called and says comes from Python, in the figure itself: layout.meta (ui/saving.py).
import { make } from "./canvas.js";
import { readTheme } from "./colors.js";
import { keeping } from "./keeping.js";
import { createSaveMenu } from "./save_menu.js";
import { chartPicture } from "./saved_view.js";
import { applyPalette } from "./theme.js";

const LOOK_AFTER = 100; // ms after the page has changed
const ROW = 24; // pixels that the menu's row takes

/** Every chart has its menu in the colours of the page, and no menu is left where there is no chart any more.
 * @param {Element} inside where Streamlit's colours are known @param {string} plotlyUrl */
function look(inside, plotlyUrl) {
  for (const row of document.getElementsByClassName("bpl-save-added")) if (!row.parentElement.querySelector(".stPlotlyChart")) {
    row.parentElement.style.marginBottom = "";
    row.remove();
  }
  for (const chart of document.getElementsByClassName("stPlotlyChart")) {
    const host = chart.closest(".stElementContainer");
    const what = host?.querySelector(".js-plotly-plot")?.layout?.meta?.what;
    if (!what || host.querySelector(".bpl-save-added")) continue;
    host.style.marginBottom = `${ROW}px`; // Streamlit fixes its height to the chart's
    createSaveMenu(make("div", "bpl-save-row bpl-save-added", host), what, () => chartPicture(host.querySelector(".js-plotly-plot"), readTheme(inside)), plotlyUrl);
  }
  const palette = readTheme(inside);
  for (const row of document.getElementsByClassName("bpl-save-added")) if (row.dataset.theme !== palette.name) applyPalette(row, palette);
}

export const mountChartMenus = keeping((parent, { plotlyUrl }) => {
  let timer = 0;
  const later = () => { timer ||= setTimeout(() => { timer = 0; look(parent, plotlyUrl); }, LOOK_AFTER); };
  const observer = new MutationObserver(later);
  observer.observe(document.querySelector('[data-testid="stMain"]') ?? document.body, { childList: true, subtree: true });
  return {
    take: later,
    leave() {
      clearTimeout(timer);
      observer.disconnect();
    },
  };
});
