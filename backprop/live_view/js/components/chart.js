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
/** @import { Figure, Plotly, PlotlyElement } from "../types.d.ts" */

const CONFIG = {
  displaylogo: false,
  displayModeBar: false,
  showAxisRangeEntryBoxes: false,
  showAxisDragHandles: false,
  showTips: false,
  displayNotifier: false,
  logging: 0,
};
const FAILED =
  "This figure could not be drawn. Change a setting, or reload the page, to try again.";

export const mountChart = keeping((parent, { plotlyUrl }) => new Chart(parent, plotlyUrl));

class Chart {
  /** @type {Component|null} */
  #component = null;
  /** @type {Plotly|null} */
  #plotly = null;
  /** @type {Figure|null} */
  #figure = null;
  /** @type {HTMLElement|null} of the Save menu, once it is known what the figure is called */
  #row = null;
  #text = ""; // the figure as Python sent it
  #picks = false; // whether a click on a point is reported
  #width = 0; // at which it is drawn
  #drawn = false; // whether Plotly has the element
  #parent;
  #plotlyUrl;
  #root;
  #observer;

  /**
   * @param {HTMLElement} parent
   * @param {string} plotlyUrl
   */
  constructor(parent, plotlyUrl) {
    this.#parent = parent;
    this.#plotlyUrl = plotlyUrl;
    this.#root = make("div", "bpl-chart", parent, { "data-testid": "chart", role: "figure" });
    this.#observer = new ResizeObserver(() => {
      if (this.#figure && this.#root.clientWidth !== this.#width) this.#draw();
    });
    this.#observer.observe(this.#root);
    loadPlotly(plotlyUrl).then(
      (plotly) => {
        this.#plotly = plotly;
        this.#draw();
      },
      (error) => this.#say(error.message),
    );
  }

  /** @param {Component} component whose data may be drawn already */
  take(component) {
    this.#component = component;
    const text = new TextDecoder().decode(component.data);
    if (text === this.#text) return;
    this.#text = text;
    const { alt, picks, figure } = JSON.parse(text);
    this.#picks = picks;
    this.#figure = figure;
    this.#root.setAttribute("aria-label", alt);
    this.#root.style.height = `${figure.layout.height}px`;
    this.#root.style.width = figure.layout.width ? `${figure.layout.width}px` : "100%";
    this.#draw();
  }

  leave() {
    this.#observer.disconnect();
    this.#plotly?.purge(this.#root);
    this.#root.remove();
    this.#row?.remove();
  }

  #draw() {
    this.#width = this.#root.clientWidth;
    if (!this.#plotly || !this.#figure || !this.#width) return;
    this.#show(this.#plotly, this.#figure).catch((error) => {
      console.error("Backprop Lab: a figure could not be drawn.", error);
      this.#say(FAILED);
    });
  }

  /**
   * @param {Plotly} plotly
   * @param {Figure} figure
   */
  async #show(plotly, figure) {
    const first = !this.#drawn;
    if (first) this.#root.replaceChildren(); // an earlier message
    this.#drawn = true;
    const layout = structuredClone(figure.layout); // Plotly writes into it
    layout.width = this.#width;
    if (coarsePointer()) layout.dragmode = false; // a finger should scroll the page
    const config = first ? CONFIG : undefined;
    const element = await plotly.react(this.#root, figure.data, layout, config);
    this.#name(element, figure.layout.meta.what);
    if (first) element.on("plotly_click", ({ points: [point] }) => this.#pick(point.customdata));
  }

  /**
   * A message in place of the figure.
   * @param {string} sentence
   */
  #say(sentence) {
    this.#plotly?.purge(this.#root);
    this.#drawn = false;
    this.#root.textContent = sentence;
    this.#row?.remove();
    this.#row = null;
  }

  /**
   * The Save menu below the figure.
   * @param {PlotlyElement} element
   * @param {string} what the figure is called
   */
  #name(element, what) {
    if (this.#row?.dataset.what !== what) {
      this.#row?.remove();
      this.#row = make("div", "bpl-save-row", this.#parent, { "data-what": what });
      const picture = () => chartPicture(element, readTheme(this.#parent));
      createSaveMenu(this.#row, what, picture, this.#plotlyUrl);
    }
    applyPalette(this.#row, readTheme(this.#parent));
  }

  /** @param {any} what the point that was clicked carries with it */
  #pick(what) {
    if (this.#picks && what !== undefined) this.#component?.setTriggerValue("picked", what);
  }
}
