// The head's own buttons: Present, and Help with the tour, the keys and the words of the page.
import { make } from "./canvas.js";
import { button } from "./transport.js";

const KEYS = [["→ ←", "one iteration on, one back"], ["Page Down, Page Up", "one epoch on, one back"], ["Home, End", "first, last computed iteration"], ["Space", "play and pause"], ["Shift → ←", "walk through the phases of the step"], ["Escape", "leave the walk, the tour, presenting"]];

/** The article's words, each in a sentence. */
const WORDS = [
  ["Iteration", "One update of all weights and biases, on one batch. Iteration 0 is the untrained network."],
  ["Batch", "The samples whose gradients are averaged for one update."],
  ["Epoch", "One pass over all training samples."],
  ["Loss", "One number that says how wrong the predictions are; training makes it small."],
  ["W, b", "Weights and biases, the numbers that training changes. W² are the weights into layer 2."],
  ["z, a", "A unit adds up its weighted inputs to z, and its activation function turns z into a."],
  ["ŷ, y", "The prediction, and the answer that the data holds."],
  ["Gradient", "For each weight, how fast the loss rises when that weight grows. The update goes the other way."],
  ["dW, db", "The gradient of the loss with respect to W and b."],
  ["dz, da", "The same with respect to z and a: what back-propagation hands from layer to layer."],
  ["Learning rate η", "How far an update goes along the negative gradient."],
  ["Decision boundary", "Where the prediction turns from one class to the other."],
];

/** @param {HTMLElement} root @param {{tour: () => void, present: () => void}} actions @returns {() => void} stops listening */
export function createHelp(root, { tour, present }) {
  const top = make("div", "bpl-top", root);
  button(top, "Present", "", "Present", "bpl-present", present).title = "Shows only the views that you choose, on the whole screen, in larger type";
  const opener = button(top, "Help", "", "Help", "", () => show(panel.hidden));
  opener.title = "The tour in five steps, the keys, and what the words mean";
  opener.setAttribute("aria-expanded", "false");
  const panel = make("div", "bpl-panel bpl-help", top, { role: "dialog", "aria-label": "Help" });
  panel.hidden = true;
  const first = button(panel, "Take the tour", "", "Take the tour: five steps, two minutes", "bpl-primary", () => {
    show(false);
    tour();
  });
  list("Keys", KEYS);
  list("Words", WORDS);

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
