// "Save": a small menu at every figure, the same everywhere. The file is made when its kind is
// chosen, in the browser.
import { download } from "../core/download.js";
import { make } from "../core/elements.js";
import { loadPlotly } from "../core/plotly.js";
import { fileName, fileOf, KINDS } from "./files.js";
/** @import { Picture } from "./files.js" */

/**
 * @param {Element} parent
 * @param {string} what the figure's name in words, for the button's own name
 * @param {() => Picture|null} picture asked for when a kind is chosen; null while there is none
 * @param {string} [plotlyUrl] where it is not that of the instrument around
 * @returns {HTMLElement} the menu
 */
export function createSaveMenu(parent, what, picture, plotlyUrl) {
  const root = make("span", "bpl-save", parent);
  const opener = make("button", "", root, {
    type: "button",
    "aria-haspopup": "menu",
    "aria-expanded": "false",
    "aria-label": `Save figure: ${what}`,
    title: "Saves this figure as PNG, SVG or interactive HTML.",
  });
  make("span", "bpl-save-sign", opener, { "aria-hidden": "true" });
  const menu = make("span", "bpl-save-menu", root, {
    role: "menu",
    "aria-label": `Save figure: ${what}`,
  });
  const said = make("span", "bpl-save-said", root, { role: "status" });
  menu.hidden = said.hidden = true;
  const items = Object.entries(KINDS).map(([kind, text]) => {
    const item = make("button", "", menu, {
      type: "button",
      role: "menuitem",
      tabindex: "-1",
      "data-kind": kind,
    });
    item.textContent = text;
    item.addEventListener("click", () => {
      show(false);
      opener.focus();
      void save(kind);
    });
    return item;
  });

  function show(open) {
    menu.hidden = !open;
    said.hidden = true;
    opener.setAttribute("aria-expanded", String(open));
    if (open) items[0].focus();
  }

  function say(text) {
    said.textContent = text;
    said.hidden = !text;
  }

  async function save(kind) {
    const now = picture();
    if (!now) return say("The figure is not drawn yet. Try again in a moment.");
    say("Making the file…");
    try {
      const url = plotlyUrl ?? root.closest("[data-plotly]")?.dataset.plotly;
      const Plotly = now.figure && kind !== "html" ? await loadPlotly(url) : null;
      download(await fileOf(now, kind, { Plotly, plotlyUrl: url }), fileName(now, kind));
      say("");
    } catch (error) {
      say(
        `The file could not be made: ${error.message ?? error}. Choose another format, or reload the page.`,
      );
    }
    return undefined;
  }

  opener.addEventListener("click", () => show(menu.hidden));
  root.addEventListener("keydown", (event) => {
    const at = items.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (event.key !== "Tab") event.stopPropagation(); // what is pressed here is no shortcut
    if (event.key === "Escape" && !menu.hidden) {
      show(false);
      opener.focus();
    }
    if (to === undefined) return;
    event.preventDefault();
    if (menu.hidden) show(true);
    else items[(to + items.length) % items.length].focus();
  });
  root.addEventListener("focusout", ({ relatedTarget }) => {
    if (!root.contains(relatedTarget)) show(false);
  });
  return root;
}
