// The generated program: highlighted lines scroll into view; a click on a line chooses its
// equation.
import { make } from "../core/elements.js";
import { keeping } from "../core/keeping.js";
/** @import { Component } from "../core/keeping.js" */

/**
 * What Python sends.
 * @typedef {{text: string, equation: string, lit: boolean, where: string}} Line
 * @typedef {{lines: Line[], sel: string}} Data
 */

const COPIED_FOR = 1500; // milliseconds that the button says so

export const mountProgram = keeping((parent) => new Program(parent));

class Program {
  /** @type {Component|null} */
  #component = null;
  /** @type {Line[]} */
  #lines = [];
  #drawn = ""; // the data that is drawn
  #root;
  #copy;
  #more;
  #text;

  /** @param {HTMLElement} parent */
  constructor(parent) {
    this.#root = make("div", "bpl-program", parent, { "data-testid": "program" });
    this.#copy = make("button", "bpl-program-copy", this.#root, {
      type: "button",
      "aria-live": "polite",
    });
    this.#copy.textContent = "Copy";
    this.#more = make("button", "bpl-program-more", this.#root, { type: "button" });
    this.#text = make("pre", "bpl-program-text", this.#root, {
      tabindex: "0",
      role: "region",
      "aria-label": "The network as a NumPy program",
    });
    this.#copy.addEventListener("click", () => this.#copyAll());
    this.#more.addEventListener("click", () => this.#turn());
    this.#text.addEventListener("click", ({ target }) => this.#choose(target));
    this.#text.addEventListener("scroll", () => this.#tellHidden(), { passive: true });
  }

  /** @param {Component} component */
  take(component) {
    this.#component = component;
    const data = JSON.stringify(component.data);
    if (data === this.#drawn) return;
    this.#drawn = data;
    this.#draw(component.data);
  }

  leave() {
    this.#root.remove();
  }

  /** @param {Data} data */
  #draw({ lines, sel }) {
    this.#lines = lines;
    this.#root.style.setProperty("--bpl-program-sel", sel);
    const code = make("code", "bpl-program-lines");
    for (const line of lines) drawLine(code, line);
    this.#text.replaceChildren(code);
    this.#reveal();
    this.#tellHidden();
  }

  /** @returns {HTMLElement[]} */
  get #lit() {
    return [...this.#text.querySelectorAll(/** @type {"span"} */ ("[data-lit]"))];
  }

  /** Scroll to the highlighted lines, no further than needed; to the last if they do not all fit. */
  #reveal() {
    const lit = this.#lit;
    if (!lit.length) return;
    const height = this.#text.clientHeight;
    const last = lit[lit.length - 1];
    const bottom = last.offsetTop + last.offsetHeight;
    const top = bottom - lit[0].offsetTop < height ? lit[0].offsetTop : last.offsetTop;
    if (top < this.#text.scrollTop || bottom > this.#text.scrollTop + height)
      this.#text.scrollTop = (top + bottom - height) / 2;
  }

  /** Highlighted lines above and below the visible part. */
  #hidden() {
    const top = this.#text.scrollTop;
    const bottom = top + this.#text.clientHeight;
    return {
      above: this.#lit.filter((line) => line.offsetTop < top),
      below: this.#lit.filter((line) => line.offsetTop + line.offsetHeight > bottom),
    };
  }

  #tellHidden() {
    const { above, below } = this.#hidden();
    const lines = above.length ? above : below;
    const arrow = above.length ? "↑" : "↓";
    this.#more.hidden = !lines.length;
    this.#more.textContent = `${arrow} ${lines.length} more ${lines.length === 1 ? "line" : "lines"}`;
  }

  /** Scroll to highlighted lines out of view. */
  #turn() {
    const { above, below } = this.#hidden();
    const [line] = above.length ? above : below;
    if (line) this.#text.scrollTop = line.offsetTop - this.#text.clientHeight / 3;
  }

  /** @param {EventTarget|null} target */
  #choose(target) {
    if (String(window.getSelection())) return; // selecting text does not choose a line
    const line = target instanceof Element ? target.closest("[data-equation]") : null;
    if (line instanceof HTMLElement)
      this.#component?.setTriggerValue("picked", line.dataset.equation);
  }

  async #copyAll() {
    const program = `${this.#lines.map((line) => line.text).join("\n")}\n`;
    let said = "Copied";
    try {
      await navigator.clipboard.writeText(program);
    } catch {
      // Without a clipboard, select the text for copying by hand.
      window.getSelection()?.selectAllChildren(this.#text);
      said = "Press Ctrl+C";
    }
    this.#copy.textContent = said;
    setTimeout(() => {
      this.#copy.textContent = "Copy";
    }, COPIED_FOR);
  }
}

/**
 * @param {HTMLElement} parent
 * @param {Line} line
 */
function drawLine(parent, line) {
  const row = make("span", "bpl-program-line", parent);
  if (line.lit && line.where) make("span", "bpl-program-where", row).textContent = line.where;
  const hash = line.text.indexOf("#");
  row.append(hash < 0 ? line.text || " " : line.text.slice(0, hash));
  if (hash >= 0) make("span", "bpl-program-comment", row).textContent = line.text.slice(hash);
  if (line.equation) row.dataset.equation = line.equation;
  if (line.lit) row.dataset.lit = "";
}
