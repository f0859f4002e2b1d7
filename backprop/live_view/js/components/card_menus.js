// The pictures of the Lessons page get the Save menu of every figure. They are SVG that Python has
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
  const { name, what } = image.dataset;
  return {
    page: "lessons",
    name,
    iteration: null,
    title: `${what}: ${image.alt}`,
    colors: { ink: css(palette.ink), card: css(palette.card) },
    drawing: document.importNode(drawing, true),
  };
}

/**
 * Every picture has its menu, in the colours of the page.
 * @param {Element} inside where Streamlit's colours are known
 * @param {string} plotlyUrl
 */
function look(inside, plotlyUrl) {
  const palette = readTheme(inside);
  for (const image of document.querySelectorAll(".bpl-card img")) {
    const card = image.closest(".bpl-card");
    const place = card.querySelector(".bpl-card-save") ?? make("span", "bpl-card-save", null);
    if (!place.isConnected) card.querySelector("h6").before(place);
    if (!place.firstChild)
      createSaveMenu(
        place,
        image.dataset.what,
        () => pictureOf(card.querySelector("img"), readTheme(inside)),
        plotlyUrl,
      );
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
