// The Save menu, the same at every figure. The browser makes the file when its kind is chosen.
import { download } from "../core/download.js";
import { make } from "../core/elements.js";
import { fileName, fileOf, KINDS } from "./files.js";
/** @import { Kind, Picture } from "./files.js" */

/**
 * @param {Element} parent
 * @param {string} what the figure's name in words, for the button's own name
 * @param {() => Picture|null} picture called when a kind is chosen; null while there is none
 * @param {string} [plotlyUrl] where it is not that of the instrument around
 */
export function createSaveMenu(parent, what, picture, plotlyUrl) {
  new SaveMenu(parent, what, picture, plotlyUrl);
}

class SaveMenu {
  #root;
  #opener;
  #menu;
  #items;
  #said;
  #picture;
  #plotlyUrl;

  /**
   * @param {Element} parent
   * @param {string} what
   * @param {() => Picture|null} picture
   * @param {string} [plotlyUrl]
   */
  constructor(parent, what, picture, plotlyUrl) {
    this.#picture = picture;
    this.#plotlyUrl = plotlyUrl;
    const name = `Save figure: ${what}`;
    this.#root = make("span", "bpl-save", parent);
    this.#opener = make("button", "", this.#root, {
      type: "button",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      "aria-label": name,
      title: "Saves this figure as PNG, SVG or interactive HTML.",
    });
    make("span", "bpl-save-sign", this.#opener, { "aria-hidden": "true" });
    this.#menu = make("span", "bpl-save-menu", this.#root, { role: "menu", "aria-label": name });
    this.#said = make("span", "bpl-save-said", this.#root, { role: "status" });
    this.#menu.hidden = true;
    this.#said.hidden = true;
    const kinds = /** @type {[Kind, string][]} */ (Object.entries(KINDS));
    this.#items = kinds.map(([kind, text]) => this.#item(kind, text));
    this.#opener.addEventListener("click", () => this.#show(!this.#isOpen));
    this.#root.addEventListener("keydown", (event) => this.#key(event));
    this.#root.addEventListener("focusout", ({ relatedTarget }) => {
      const inside = relatedTarget instanceof Node && this.#root.contains(relatedTarget);
      if (!inside) this.#show(false);
    });
  }

  /**
   * @param {Kind} kind
   * @param {string} text
   */
  #item(kind, text) {
    const item = make("button", "", this.#menu, {
      type: "button",
      role: "menuitem",
      tabindex: "-1",
      "data-kind": kind,
    });
    item.textContent = text;
    item.addEventListener("click", () => {
      this.#close();
      void this.#save(kind);
    });
    return item;
  }

  get #isOpen() {
    return !this.#menu.hidden;
  }

  /** @param {boolean} open */
  #show(open) {
    this.#menu.hidden = !open;
    this.#said.hidden = true;
    this.#opener.setAttribute("aria-expanded", String(open));
    if (open) this.#items[0].focus();
  }

  /** Close the menu, and go back to its button. */
  #close() {
    this.#show(false);
    this.#opener.focus();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key !== "Tab") event.stopPropagation(); // keys pressed here are not shortcuts
    if (event.key === "Escape" && this.#isOpen) this.#close();
    const focused = /** @type {HTMLButtonElement} */ (document.activeElement);
    const at = this.#items.indexOf(focused);
    const last = this.#items.length - 1;
    /** @type {Record<string, number>} */
    const keys = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: last };
    const to = keys[event.key];
    if (to === undefined) return;
    event.preventDefault();
    if (!this.#isOpen) this.#show(true);
    else this.#items[(to + this.#items.length) % this.#items.length].focus();
  }

  /** @param {string} text "" for nothing */
  #say(text) {
    this.#said.textContent = text;
    this.#said.hidden = !text;
  }

  /** @param {Kind} kind */
  async #save(kind) {
    const picture = this.#picture();
    if (!picture) {
      this.#say("The figure is not drawn yet. Try again in a moment.");
      return;
    }
    this.#say("Making the file…");
    try {
      download(await fileOf(picture, kind, this.#url), fileName(picture, kind));
      this.#say("");
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      const what = `The file could not be made: ${why}.`;
      this.#say(`${what} Choose another format, or reload the page.`);
    }
  }

  /** Where Plotly is. */
  get #url() {
    const around = this.#root.closest("[data-plotly]")?.getAttribute("data-plotly");
    return this.#plotlyUrl ?? around ?? undefined;
  }
}
