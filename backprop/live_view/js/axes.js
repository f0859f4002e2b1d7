// A Plotly figure that gives a card its axes, zoom and pan. What moves every frame is drawn beside it on
// canvases: a canvas costs a millisecond, a Plotly redraw tens of them.
import { css } from "./colors.js";

const CONFIG = { displaylogo: false, responsive: false, displayModeBar: "hover", scrollZoom: false, modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d"], doubleClick: "reset" };

/** The layout's colours. @param {import("./colors.js").Palette} palette */
export function axisColors(palette) {
  const axis = { color: css(palette.mute), gridcolor: css(palette.line), linecolor: css(palette.line) };
  return { axis, font: { family: "inherit", size: 12, color: css(palette.mute) }, hover: { bgcolor: css(palette.card), bordercolor: css(palette.line), font: { color: css(palette.ink), size: 12 } } };
}

/**
 * @param {HTMLElement} parent positioned, with a size @param {object} ctx
 * @param {{l: number, r: number, t: number, b: number}} margin
 * @param {() => {traces: object[], layout: object}} figure as of now
 * @param {() => void} moved after a zoom or a new size
 */
export function createAxes(parent, ctx, margin, figure, moved) {
  let made = false;
  let making = false;

  async function draw() {
    const Plotly = ctx.Plotly;
    if (!Plotly || !parent.clientWidth || making) return;
    const { traces, layout } = figure();
    const { font, hover } = axisColors(ctx.palette);
    const whole = { ...layout, font, hoverlabel: hover, margin: { ...margin, pad: 0 }, autosize: false, width: parent.clientWidth, height: parent.clientHeight, paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", showlegend: false };
    if (made) {
      Plotly.react(parent, traces, whole, CONFIG);
      return;
    }
    making = true;
    await Plotly.newPlot(parent, traces, whole, CONFIG);
    [made, making] = [true, false];
    parent.on("plotly_relayout", moved);
    parent.on("plotly_relayouting", moved);
    moved();
  }

  return {
    draw,
    get made() { return made; },
    /** The plotting area in pixels of the parent. */
    area: () => ({ left: margin.l, top: margin.t, width: Math.max(1, parent.clientWidth - margin.l - margin.r), height: Math.max(1, parent.clientHeight - margin.t - margin.b) }),
    /** The shown range of an axis, or the given one before there is a figure. @param {"xaxis"|"yaxis"} name @param {number[]} initial */
    range: (name, initial) => (made ? parent._fullLayout[name].range.map(Number) : initial),
    destroy() {
      if (made) ctx.Plotly.purge(parent);
      made = false;
    },
  };
}
