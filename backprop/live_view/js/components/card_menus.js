// Adds the Save menu to the pictures of the Lessons page. They are SVG that Python has
// drawn.
import { css, readTheme } from "../core/colors.js";
import { make } from "../core/elements.js";
import { keeping } from "../core/keeping.js";
import { applyPalette } from "../core/theme.js";
import { createSaveMenu } from "../save/menu.js";
/** @import { Palette } from "../types.d.ts" */
/** @import { Picture } from "../save/files.js" */

const LOOK_AFTER = 100; // ms after the page has changed

/**
 * @param {HTMLImageElement} image
 * @param {Palette} palette
 * @returns {Picture}
 */
function pictureOf(image, palette) {
  const text = new TextDecoder().decode(
    Uint8Array.from(atob(image.src.split(",")[1]), (c) => c.charCodeAt(0)),
  );
  const drawing = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
  const { name = "", what = "" } = image.dataset;
  return {
    page: "lessons",
    name,
    iteration: null,
    title: `${what}: ${image.alt}`,
    colors: { ink: css(palette.ink), card: css(palette.card) },
    drawing: /** @type {SVGSVGElement} */ (
      /** @type {Node} */ (document.importNode(drawing, true))
    ),
  };
}

/**
 * Where a card's menu stands: before its title.
 * @param {Element} card
 * @returns {HTMLElement}
 */
function placeOf(card) {
  const there = card.querySelector(".bpl-card-save");
  if (there instanceof HTMLElement) return there;
  const place = make("span", "bpl-card-save");
  card.querySelector("h6")?.before(place);
  return place;
}

/**
 * Give every picture its menu, in the colours of the page.
 * @param {Element} inside an element that has Streamlit's colours
 * @param {string} plotlyUrl
 */
function look(inside, plotlyUrl) {
  const palette = readTheme(inside);
  for (const card of document.querySelectorAll(".bpl-card")) {
    const image = card.querySelector("img");
    if (!image) continue;
    const place = placeOf(card);
    if (!place.firstChild) {
      // Streamlit may have replaced the picture by then.
      const now = () => pictureOf(card.querySelector("img") ?? image, readTheme(inside));
      createSaveMenu(place, image.dataset.what ?? "", now, plotlyUrl);
    }
    if (place.dataset.theme !== palette.name) applyPalette(place, palette);
  }
}

export const mountCardMenus = keeping((parent, { plotlyUrl }) => {
  let timer = 0;
  const later = () => {
    timer ||= setTimeout(() => {
      timer = 0;
      look(parent, plotlyUrl);
    }, LOOK_AFTER);
  };
  const observer = new MutationObserver(later);
  observer.observe(document.querySelector('[data-testid="stMain"]') ?? document.body, {
    childList: true,
    subtree: true,
  });
  return {
    take: later,
    leave() {
      clearTimeout(timer);
      observer.disconnect();
    },
  };
});
