// The head's own buttons: Present, and Help with the tour, the keys and the words of the page.
import { button, make } from "../core/elements.js";
import { Popover } from "../core/popover.js";
import { WORDS } from "../core/words.js";

/** @type {[string, string][]} */
const KEYS = [
  ["→, ←", "Step one iteration forward or back."],
  ["Page Down, Page Up", "Go one epoch forward or back."],
  ["Home, End", "Go to the first or the last computed iteration."],
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
  button(top, "Present", present, { text: "Present", className: "bpl-present" });
  const popover = new Popover(top, {
    name: "Help",
    look: { text: "Help" },
    label: "Help",
    panelClass: "bpl-help",
    first: () => first,
  });
  const begin = () => {
    popover.show(false);
    tour();
  };
  const first = button(popover.panel, "Take the tour", begin, {
    text: "Take the tour: five steps, two minutes",
    className: "bpl-primary",
  });
  const words = WORDS.filter(({ title }) => title);
  list(popover.panel, "Keys", KEYS, "-1");
  list(
    popover.panel,
    "Words",
    words.map(({ title, meaning }) => [title, meaning]),
    "0", // it scrolls
  );
  return () => popover.destroy();
}

/**
 * @param {Element} panel
 * @param {string} title
 * @param {[string, string][]} pairs
 * @param {string} tabindex
 */
function list(panel, title, pairs, tabindex) {
  make("h2", "", panel).textContent = title;
  const terms = make("dl", "", panel, { tabindex });
  for (const [name, meaning] of pairs) {
    make("dt", "", terms).textContent = name;
    make("dd", "", terms).textContent = meaning;
  }
}
