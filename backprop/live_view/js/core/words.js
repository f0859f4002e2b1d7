// The article's words, each in a sentence, and the note that explains one where it stands in a
// text: under the pointer, the focus or the finger. Python reads the list too (live_view/words.py).
import { make } from "./elements.js";
import shared from "./shared.json" with { type: "json" };

/**
 * @type {{name: string, title: string, meaning: string}[]} title: how Help writes it, "" where it
 *   does not
 */
export const WORDS = shared.words;

const meanings = new Map(WORDS.map(({ name, meaning }) => [name, meaning]));

/**
 * A word that explains itself.
 * @param {Element} parent
 * @param {string} text
 * @param {string} [name] of the word, where it is not the text
 */
export function word(parent, text, name = text) {
  const element = make("span", "bpl-word", parent, {
    tabindex: "0",
    "aria-description": meanings.get(name),
  });
  element.textContent = text;
  return element;
}

const HELD = "words"; // a document has one note for all its words

/** Let every word of the document explain itself. */
export function explainWords() {
  if (document.documentElement.dataset[HELD]) return;
  document.documentElement.dataset[HELD] = "true";
  const note = make("div", "bpl-meaning", document.body, {
    "data-testid": "meaning",
    "aria-hidden": "true",
  }); // it is the word's own description
  note.hidden = true;
  let about = null;
  const hide = () => {
    note.hidden = true;
    about = null;
  };
  const show = (element) => {
    about = element;
    note.textContent = element.getAttribute("aria-description");
    const ink = getComputedStyle(element); // it stands outside of what has the theme
    Object.assign(note.style, {
      color: ink.color,
      fontFamily: ink.fontFamily,
      background: getComputedStyle(document.querySelector(".stApp") ?? document.body)
        .backgroundColor,
    });
    note.hidden = false;
    const at = element.getBoundingClientRect();
    const { offsetWidth: w, offsetHeight: h } = note;
    note.style.left = `${Math.max(8, Math.min(at.left, innerWidth - w - 8))}px`;
    note.style.top = `${at.bottom + 6 + h > innerHeight ? at.top - h - 6 : at.bottom + 6}px`;
  };
  const of = (event) => event.target.closest?.(".bpl-word, .bsw-q");
  document.addEventListener("pointerover", (event) => {
    const element = of(event);
    if (element) show(element);
    else if (about && about !== document.activeElement && !note.contains(event.target)) hide();
  });
  document.addEventListener("focusin", (event) => (of(event) ? show(of(event)) : hide()));
  document.addEventListener("focusout", hide);
  document.addEventListener("click", (event) =>
    of(event) && !of(event).dataset.leads ? show(of(event)) : hide(),
  ); // a finger; what leads elsewhere is gone
  document.addEventListener("scroll", hide, true);
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key === "Enter" && about?.dataset.leads) hide(); // what leads elsewhere is gone
      if (event.key !== "Escape" || !about) return;
      hide();
      event.stopImmediatePropagation();
    },
    true,
  );
}
