// The article's terms, each explained in a sentence, and the note that explains one in a text on
// hover, focus or tap. Python reads the list too (live_view/words.py).
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
    "aria-description": meanings.get(name) ?? "",
  });
  element.textContent = text;
  return element;
}

const NOTED = "words"; // marks a document whose words have their note

/** Make every word of the document explain itself. */
export function explainWords() {
  if (document.documentElement.dataset[NOTED]) return;
  document.documentElement.dataset[NOTED] = "true";
  const note = createNote();
  /** @type {HTMLElement|null} the word that is explained */
  let about = null;
  const hide = () => {
    note.hidden = true;
    about = null;
  };
  const showOrHide = (/** @type {HTMLElement|null} */ word) => {
    if (!word) {
      hide();
      return;
    }
    about = word;
    note.textContent = word.getAttribute("aria-description");
    note.hidden = false;
    putBeside(note, word);
  };
  document.addEventListener("pointerover", ({ target }) => {
    const word = wordAt(target);
    const inNote = target instanceof Node && note.contains(target);
    if (word) showOrHide(word);
    else if (about && about !== document.activeElement && !inNote) hide();
  });
  document.addEventListener("focusin", ({ target }) => showOrHide(wordAt(target)));
  document.addEventListener("focusout", hide);
  document.addEventListener("click", ({ target }) => {
    const word = wordAt(target); // under a finger
    showOrHide(word?.dataset.leads ? null : word); // a click may lead elsewhere
  });
  document.addEventListener("scroll", hide, true);
  const pressed = (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Enter" && about?.dataset.leads) hide(); // a click may lead elsewhere
    if (event.key !== "Escape" || !about) return;
    hide();
    event.stopImmediatePropagation();
  };
  document.addEventListener("keydown", pressed, true);
}

/** The note, hidden from screen readers, which read the word's own description. */
function createNote() {
  const note = make("div", "bpl-meaning", document.body, {
    "data-testid": "meaning",
    "aria-hidden": "true",
  });
  note.hidden = true;
  return note;
}

/**
 * @param {EventTarget|null} target
 * @returns {HTMLElement|null}
 */
const wordAt = (target) => (target instanceof Element ? target.closest(".bpl-word, .bsw-q") : null);

/**
 * Below the word, or above it where there is no room; in the colours of the page around it, because
 * the note stands outside of what has the theme.
 * @param {HTMLElement} note
 * @param {HTMLElement} word
 */
function putBeside(note, word) {
  const ink = getComputedStyle(word);
  const page = getComputedStyle(document.querySelector(".stApp") ?? document.body);
  note.style.color = ink.color;
  note.style.fontFamily = ink.fontFamily;
  note.style.background = page.backgroundColor;
  const at = word.getBoundingClientRect();
  const { offsetWidth: w, offsetHeight: h } = note;
  note.style.left = `${Math.max(8, Math.min(at.left, innerWidth - w - 8))}px`;
  note.style.top = `${at.bottom + 6 + h > innerHeight ? at.top - h - 6 : at.bottom + 6}px`;
}
