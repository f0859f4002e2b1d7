// Three stacked functions: values left to right, and below them the chain rule in its two orders. A
// Jacobian stands under the step it belongs to, a product under the vector it is a derivative by or
// of.
import { readTheme } from "../core/colors.js";
import { make } from "../core/elements.js";
import { keeping } from "../core/keeping.js";
import { applyPalette, followTheme } from "../core/theme.js";
import { createSaveMenu } from "../save/menu.js";
import { drawnPicture } from "../save/svg_drawing.js";
import { StackPicture } from "./stack_picture.js";
/** @import { Component } from "../core/keeping.js" */
/** @import { StackData } from "./stack_picture.js" */

const MOVES = 6; // moves of the walk: three values after x, the first Jacobian, and two products

export const mountStack = keeping((parent) => new Stack(parent));

class Stack {
  /** @type {StackData|null} */
  #data = null;
  #move = MOVES;
  #width = 0; // at which it is drawn
  #root;
  #card;
  #name;
  #input;
  #say;
  #picture;
  #unfollow;
  #observer;

  /** @param {HTMLElement} parent */
  constructor(parent) {
    const title = { "aria-label": "Three stacked functions" };
    this.#root = make("div", "bcr", parent, { "data-testid": "stack", role: "group", ...title });
    this.#card = make("section", "bcr-card bcr-stack", this.#root, title);
    const row = make("div", "bcr-slide", this.#card);
    this.#name = make("label", "", row, { for: "bcr-move" });
    this.#input = make("input", "", row, {
      id: "bcr-move",
      type: "range",
      min: "0",
      max: String(MOVES),
      step: "1",
      "aria-label": "Move",
      "data-testid": "bcr-move",
    });
    this.#input.value = String(MOVES);
    this.#input.addEventListener("input", () => {
      this.#move = Number(this.#input.value);
      this.#draw();
    });
    this.#say = make("p", "bcr-say", this.#card, { role: "status", "data-testid": "stack-say" });
    this.#picture = make("div", "", this.#card);
    const saved = make("div", "bpl-save-row", this.#card);
    createSaveMenu(saved, "Three stacked functions", () => this.#saved());
    this.#unfollow = followTheme(this.#root, () => this.#build());
    this.#observer = new ResizeObserver(() => {
      if (Math.abs(this.#root.clientWidth - this.#width) > 1) this.#build();
    });
    this.#observer.observe(this.#root);
  }

  /** @param {Component} component */
  take({ data }) {
    this.#data = data;
    this.#build();
  }

  leave() {
    this.#observer.disconnect();
    this.#unfollow();
    this.#root.remove();
  }

  #build() {
    applyPalette(this.#root, readTheme(this.#root));
    this.#width = this.#root.clientWidth;
    this.#draw();
  }

  #draw() {
    if (!this.#data) return;
    const { sentences, sizes } = this.#data;
    this.#name.textContent = `Move ${this.#move} of ${MOVES}`;
    const sentence = sentences[this.#move];
    this.#say.textContent = sentence;
    this.#input.setAttribute("aria-valuetext", sentence);
    const width = Math.max(280, this.#card.clientWidth - 24);
    const picture = new StackPicture(this.#data, this.#move, width, readTheme(this.#root));
    this.#picture.replaceChildren(picture.root);
    this.#root.dataset.move = String(this.#move);
    this.#root.dataset.sizes = sizes.join(" ");
  }

  /** The picture as a file. */
  #saved() {
    if (!this.#data) return null;
    const name = `stack-move-${this.#move}`;
    const title = `Three stacked functions, ${this.#data.sizes.join("-")}, move ${this.#move} of ${MOVES}: ${this.#say.textContent}`;
    const drawn = [...this.#picture.querySelectorAll("svg")];
    return drawnPicture("chain-rule", name, null, title, drawn, readTheme(this.#root));
  }
}
