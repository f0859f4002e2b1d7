// A button that opens a small panel beside it.
import { button, make } from "./elements.js";
/** @import { Look } from "./elements.js" */

/**
 * @typedef {Object} Options
 * @property {string} name the button's accessible name
 * @property {Look} look what stands on it
 * @property {string} label the panel's accessible name
 * @property {string} [panelClass]
 * @property {string} [testid] the panel's
 * @property {() => HTMLElement} first what has the focus when the panel opens
 * @property {() => boolean} [ready] whether it can open yet
 * @property {(open: boolean) => void} [toggled] before the focus moves
 * @property {(target: Node) => boolean} [spares] whether a press there leaves it open
 * @property {boolean} [selects] the text of a field that gets the focus is selected
 */

/**
 * The panel closes on Escape and on a press anywhere else. Keys typed in it are not shortcuts of
 * the page.
 */
export class Popover {
  /** @type {HTMLButtonElement} */
  opener;
  /** @type {HTMLElement} */
  panel;
  #options;
  #around;
  #stop = new AbortController();

  /**
   * @param {Element} around what holds the button and the panel
   * @param {Options} options
   */
  constructor(around, options) {
    const { name, look, label, panelClass = "", testid } = options;
    this.#options = options;
    this.#around = around;
    this.opener = button(around, name, () => this.show(!this.isOpen), look);
    this.opener.setAttribute("aria-expanded", "false");
    this.panel = make("div", `bpl-panel ${panelClass}`.trim(), around, {
      role: "dialog",
      "aria-label": label,
    });
    if (testid) this.panel.dataset.testid = testid;
    this.panel.hidden = true;
    this.panel.addEventListener("keydown", (event) => this.#pressed(event));
    document.addEventListener("pointerdown", ({ target }) => this.#pointed(target), {
      signal: this.#stop.signal,
    });
  }

  get isOpen() {
    return !this.panel.hidden;
  }

  /**
   * Open or close it, and take the focus along.
   * @param {boolean} open
   * @param {HTMLElement} [first] what has the focus in it this time
   */
  show(open, first) {
    if (open && !(this.#options.ready?.() ?? true)) return;
    this.#set(open);
    const focused = open ? (first ?? this.#options.first()) : this.opener;
    focused.focus({ preventScroll: true });
    if (this.#options.selects && focused instanceof HTMLInputElement) focused.select();
  }

  destroy() {
    this.#stop.abort();
  }

  /** @param {boolean} open */
  #set(open) {
    this.panel.hidden = !open;
    this.opener.setAttribute("aria-expanded", String(open));
    this.#options.toggled?.(open);
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    event.stopPropagation();
    if (event.key !== "Escape") return;
    event.preventDefault();
    this.show(false);
  }

  /** @param {EventTarget|null} target */
  #pointed(target) {
    if (!this.isOpen || !(target instanceof Node)) return;
    if (this.#around.contains(target) || this.#options.spares?.(target)) return;
    this.#set(false);
  }
}
