// The head's own buttons: Present, and Help with the tour, the keys and the words of the page.
import { button, make } from "../core/elements.js";
import { WORDS } from "../core/words.js";

const KEYS = [
  ["→, ←", "Step one iteration forward, one back."],
  ["Page Down, Page Up", "Go one epoch forward, one back."],
  ["Home, End", "Go to the first, to the last computed iteration."],
  ["Space", "Play and pause."],
  ["Shift + →, ←", "Walk through the phases of the iteration."],
  ["Escape", "Leave the walk, the tour, or Present."],
];

/**
 * @param {HTMLElement} root
 * @param {{tour: () => void, present: () => void}} actions
 * @returns {() => void} stops listening
 */
export function createHelp(root, { tour, present }) {
  const top = make("div", "bpl-top", root);
  button(top, "Present", "", "Present", "bpl-present", present);
  const opener = button(top, "Help", "", "Help", "", () => show(panel.hidden));
  opener.setAttribute("aria-expanded", "false");
  const panel = make("div", "bpl-panel bpl-help", top, { role: "dialog", "aria-label": "Help" });
  panel.hidden = true;
  const first = button(
    panel,
    "Take the tour",
    "",
    "Take the tour: five steps, two minutes",
    "bpl-primary",
    () => {
      show(false);
      tour();
    },
  );
  list("Keys", KEYS);
  list(
    "Words",
    WORDS.filter(({ title }) => title).map(({ title, meaning }) => [title, meaning]),
  );

  function list(title, pairs) {
    make("h2", "", panel).textContent = title;
    const terms = make("dl", "", panel, { tabindex: title === "Words" ? "0" : "-1" });
    for (const [name, meaning] of pairs) {
      make("dt", "", terms).textContent = name;
      make("dd", "", terms).textContent = meaning;
    }
  }

  function show(open) {
    panel.hidden = !open;
    opener.setAttribute("aria-expanded", String(open));
    (open ? first : opener).focus();
  }

  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.preventDefault();
      show(false);
    }
    event.stopPropagation(); // what is pressed here is no shortcut
  });
  const outside = (event) => {
    if (panel.hidden || top.contains(event.target)) return;
    panel.hidden = true;
    opener.setAttribute("aria-expanded", "false");
  };
  document.addEventListener("pointerdown", outside);
  return () => document.removeEventListener("pointerdown", outside);
}
