// A figure that Python has drawn, in an element that stays: a rerun hands it the next figure, and
// Plotly changes what differs.
import { readTheme } from "../core/colors.js";
import { make } from "../core/elements.js";
import { keeping } from "../core/keeping.js";
import { loadPlotly } from "../core/plotly.js";
import { coarsePointer } from "../core/plotly_theme.js";
import { applyPalette } from "../core/theme.js";
import { createSaveMenu } from "../save/menu.js";
import { chartPicture } from "../save/pictures.js";
/** @import { Component } from "../core/keeping.js" */

const CONFIG = {
  displaylogo: false,
  displayModeBar: false,
  showAxisRangeEntryBoxes: false,
  showAxisDragHandles: false,
  showTips: false,
  displayNotifier: false,
  logging: 0,
};

export const mountChart = keeping((parent, { plotlyUrl }) => new Chart(parent, plotlyUrl));

class Chart {
  /**
   * @param {HTMLElement} parent
   * @param {string} plotlyUrl
   */
  constructor(parent, plotlyUrl) {
    Object.assign(this, { parent, plotlyUrl });
    this.root = make("div", "bpl-chart", parent, { "data-testid": "chart", role: "figure" });
    this.component = this.text = this.figure = this.Plotly = null;
    this.row = null; // of the Save menu, once it is known what the figure is called
    this.observer = new ResizeObserver(() => {
      if (this.figure && this.root.clientWidth !== this.width) this.draw();
    });
    this.observer.observe(this.root);
    loadPlotly(plotlyUrl).then(
      (Plotly) => {
        this.Plotly = Plotly;
        this.draw();
      },
      (error) => {
        this.root.textContent = error.message;
      },
    );
  }

  /** @param {Component} component whose data may be what is drawn already */
  take(component) {
    this.component = component;
    const text = new TextDecoder().decode(component.data);
    if (text === this.text) return;
    this.text = text;
    const { alt, picks, figure } = JSON.parse(text);
    Object.assign(this, { picks, figure });
    this.root.setAttribute("aria-label", alt);
    this.root.style.height = `${figure.layout.height}px`;
    this.root.style.width = figure.layout.width ? `${figure.layout.width}px` : "100%";
    this.draw();
  }

  /**
   * The Save menu below the figure.
   * @param {string} what the figure is called
   */
  name(what) {
    if (this.row?.dataset.what !== what) {
      this.row?.remove();
      this.row = make("div", "bpl-save-row", this.parent, { "data-what": what });
      createSaveMenu(
        this.row,
        what,
        () => chartPicture(this.root, readTheme(this.parent)),
        this.plotlyUrl,
      );
    }
    applyPalette(this.row, readTheme(this.parent));
  }

  async draw() {
    const { Plotly, root, figure } = this;
    this.width = root.clientWidth;
    if (!Plotly || !figure || !this.width) return;
    const first = !root.classList.contains("js-plotly-plot");
    const layout = { ...structuredClone(figure.layout), width: this.width }; // Plotly writes into what it gets
    if (coarsePointer()) layout.dragmode = false; // a finger scrolls the page
    await Plotly.react(root, figure.data, layout, first ? CONFIG : undefined);
    this.name(figure.layout.meta.what);
    if (first) root.on("plotly_click", ({ points: [point] }) => this.pick(point.customdata));
  }

  /** @param {any} what the point that was clicked carries with it */
  pick(what) {
    if (this.picks && what !== undefined) this.component.setTriggerValue("picked", what);
  }

  leave() {
    this.observer.disconnect();
    this.Plotly?.purge(this.root);
    this.root.remove();
    this.row?.remove();
  }
}
