// Three stacked functions: values left to right, and below them the chain rule in its two orders. A
// Jacobian stands under the step it belongs to, a product under the vector it is a derivative by or
// of.
import { css, readTheme, signed } from "../core/colors.js";
import { make } from "../core/elements.js";
import { keeping } from "../core/keeping.js";
import { applyPalette, followTheme } from "../core/theme.js";
import { createSaveMenu } from "../save/menu.js";
import { drawnPicture } from "../save/svg_drawing.js";
import { label, svg, written } from "./svg.js";
/** @import { Component } from "../core/keeping.js" */

const MOVES = 6; // of the walk: three values after x, the first Jacobian, and two products
const CELL = 20; // CSS pixels at most
const TEXT = 40; // room for two lines under a picture
const SIDE = { wide: 150, phone: 0 }; // room for the lanes' names

export const mountStack = keeping((parent) => new Stack(parent));

class Stack {
  /** @param {Element} parent */
  constructor(parent) {
    this.move = MOVES;
    this.root = make("div", "bcr", parent, {
      "data-testid": "stack",
      role: "group",
      "aria-label": "Three stacked functions",
    });
    this.card = make("section", "bcr-card bcr-stack", this.root, {
      "aria-label": "Three stacked functions",
    });
    const row = make("div", "bcr-slide", this.card);
    this.name = make("label", "", row, { for: "bcr-move" });
    this.input = make("input", "", row, {
      id: "bcr-move",
      type: "range",
      min: "0",
      max: String(MOVES),
      step: "1",
      "aria-label": "Move",
      "data-testid": "bcr-move",
    });
    this.input.value = String(MOVES);
    this.input.addEventListener("input", () => {
      this.move = Number(this.input.value);
      this.draw();
    });
    this.say = make("p", "bcr-say", this.card, { role: "status", "data-testid": "stack-say" });
    this.picture = make("div", "", this.card);
    createSaveMenu(make("div", "bpl-save-row", this.card), "Three stacked functions", () =>
      drawnPicture(
        "chain-rule",
        `stack-move-${this.move}`,
        null,
        `Three stacked functions, ${this.data.sizes.join("-")}, move ${this.move} of ${MOVES}: ${this.say.textContent}`,
        [...this.picture.querySelectorAll("svg")],
        this.palette,
      ),
    );
    this.unfollow = followTheme(this.root, () => this.build());
    this.observer = new ResizeObserver(() => {
      if (Math.abs(this.root.clientWidth - this.width) > 1) this.build();
    });
    this.observer.observe(this.root);
  }

  /** @param {Component} component */
  take({ data }) {
    this.data = data;
    this.build();
  }

  leave() {
    this.observer.disconnect();
    this.unfollow();
    this.root.remove();
  }

  build() {
    if (!this.data) return;
    this.palette = readTheme(this.root);
    applyPalette(this.root, this.palette);
    this.width = this.root.clientWidth;
    this.draw();
  }

  draw() {
    const { move, data } = this;
    this.name.textContent = `Move ${move} of ${MOVES}`;
    const sentence = data.sentences[move];
    this.say.textContent = sentence;
    this.input.setAttribute("aria-valuetext", sentence);
    this.picture.replaceChildren(
      picture(data, move, Math.max(280, this.card.clientWidth - 24), this.palette),
    );
    this.root.dataset.move = String(move);
    this.root.dataset.sizes = data.sizes.join(" ");
  }
}

function picture(data, move, width, palette) {
  const phone = width < 640;
  const side = phone ? SIDE.phone : SIDE.wide;
  const most = Math.max(...data.sizes);
  const cell = Math.max(4, Math.min(CELL, Math.floor((width - side - 70) / (4 * most + 3)))); // a matrix at either end and three between
  const margin = Math.max(36, (most * cell) / 2 + 2);
  const column = (k) => side + margin + (k * (width - side - 2 * margin)) / 3;
  const root = svg("svg", {
    role: "img",
    "data-testid": "stack-picture",
    "aria-label": `${data.sentences[move]} Forward takes ${data.lanes[1].total} multiplications, reverse ${data.lanes[0].total}.`,
  });
  const pen = { root, cell, palette, phone };
  let y = phone ? 24 : 8;
  const title = (text, quiet) => {
    label(root, 0, phone ? y - 8 : y + 14, text, { class: "b" });
    if (!phone) quiet.forEach((line, k) => label(root, 0, y + 32 + 17 * k, line, { class: "m" }));
  };
  const range = [
    `values to ±${data.scales.values.toFixed(2)}`,
    `J to ±${data.scales.derivatives.toFixed(2)}`,
  ];
  title(phone ? `Values, left to right (${range.join(", ")})` : "Values", [
    "left to right",
    ...range,
  ]);
  const tallest = Math.max(phone ? 0 : 48, cell * Math.max(...data.sizes));
  data.values.forEach((values, k) =>
    matrix(
      pen,
      column(k),
      y + tallest / 2,
      values.map((value) => [value]),
      data.scales.values,
      k <= move,
      `value-${k}`,
    ),
  );
  data.values.forEach((_, k) =>
    label(root, column(k), y + tallest + 16, data.names[k], {
      "text-anchor": "middle",
      class: k <= move ? "b" : "m",
    }),
  );
  data.jacobians.forEach((J, k) => {
    const at = (column(k) + column(k + 1)) / 2;
    matrix(
      pen,
      at,
      y + tallest / 2,
      J,
      data.scales.derivatives,
      k + 1 <= move,
      `jacobian-${k + 1}`,
    );
    label(root, at, y + tallest + 16, `J${"¹²³"[k]}`, { "text-anchor": "middle", class: "m" });
  });
  y += tallest + TEXT;
  for (const lane of data.lanes) {
    svg("line", { x1: 0, x2: width, y1: y - 4, y2: y - 4, stroke: css(palette.line) }, root);
    y += phone ? 24 : 8;
    title(lane.name + (phone ? `, ${lane.direction}: ${lane.total} multiplications` : ""), [
      lane.direction,
      lane.formula,
    ]);
    const tall = Math.max(...lane.steps.map((step) => step.matrix.length)) * cell;
    lane.steps.forEach((step, k) => {
      const x = column(step.column);
      const there = k + 4 <= move;
      matrix(pen, x, y + tall / 2, step.matrix, data.scales.derivatives, there, `${lane.key}-${k}`);
      label(root, x, y + tall + 16, step.name, {
        "text-anchor": "middle",
        class: there ? "b" : "m",
      });
      label(root, x, y + tall + 33, there ? step.cost : "", {
        "text-anchor": "middle",
        class: "m",
      });
    });
    if (!phone)
      label(root, 0, y + 66, `${lane.total} multiplications`, {
        class: "b",
        "data-testid": `total-${lane.key}`,
      });
    else root.lastElementChild.dataset.last = lane.key;
    y += Math.max(tall + TEXT + 8, phone ? 0 : 84);
  }
  y = bars(pen, data, y, width, side);
  root.setAttribute("viewBox", `0 0 ${width} ${y}`);
  root.setAttribute("height", String(y));
  return root;
}

/** Both counts as bars of one scale. */
function bars({ root, palette }, data, y, width, side) {
  svg("line", { x1: 0, x2: width, y1: y - 4, y2: y - 4, stroke: css(palette.line) }, root);
  const most = Math.max(...data.lanes.map((lane) => lane.total));
  const left = Math.max(side, 80);
  data.lanes.forEach((lane, k) => {
    const top = y + 8 + k * 26;
    label(root, 0, top + 13, lane.name, {});
    const length = (lane.total / most) * (width - left - 50);
    svg(
      "rect",
      {
        x: left,
        y: top,
        width: Math.max(1, length),
        height: 16,
        rx: 2,
        fill: css(k ? palette.faint : palette.ink),
        "data-testid": `count-${lane.key}`,
        "data-value": lane.total,
      },
      root,
    );
    label(root, left + length + 8, top + 13, String(lane.total), { class: "b" });
  });
  return y + 64;
}

/** A matrix as cells around a centre; what has not been computed yet is an outline. */
function matrix({ root, cell, palette }, x, y, rows, scale, there, testid) {
  const [width, height] = [rows[0].length * cell, rows.length * cell];
  const [left, top] = [x - width / 2, y - height / 2];
  const group = svg("g", { "data-testid": testid, "data-there": there }, root);
  if (!there) {
    svg(
      "rect",
      {
        x: left,
        y: top,
        width,
        height,
        rx: 3,
        fill: "none",
        stroke: css(palette.line),
        "stroke-dasharray": "3 3",
      },
      group,
    );
    return;
  }
  rows.forEach((row, i) =>
    row.forEach((value, j) => {
      const one = svg(
        "rect",
        {
          x: left + j * cell,
          y: top + i * cell,
          width: cell - 1,
          height: cell - 1,
          rx: 2,
          fill: css(signed(value / scale, palette)),
          "data-value": value,
        },
        group,
      );
      svg("title", {}, one).textContent = written(value);
    }),
  );
  svg(
    "rect",
    {
      x: left - 1.5,
      y: top - 1.5,
      width: width + 2,
      height: height + 2,
      rx: 3,
      fill: "none",
      stroke: css(palette.faint),
    },
    group,
  );
}
