// The article's words, each in a sentence, and the note that explains one where it stands in a text: under the
// pointer, the focus or the finger. Python reads the list too (live_view/words.py): it is JSON.
import { make } from "./canvas.js";

/** @type {[string, string, string][]} name, how Help writes it ("" where it does not), meaning */
export const WORDS = [
  ["iteration", "Iteration", "One update of all weights and biases, on one batch. Iteration 0 is the untrained network."],
  ["batch", "Batch", "The samples whose gradients are averaged for one update."],
  ["epoch", "Epoch", "One pass over all training samples."],
  ["loss", "Loss", "One number that says how wrong the predictions are; training makes it small."],
  ["parameters", "W, b", "Weights and biases, the numbers that training changes. W² are the weights into layer 2."],
  ["z, a", "z, a", "A unit adds up its weighted inputs to z, and its activation function turns z into a."],
  ["ŷ, y", "ŷ, y", "The prediction, and the answer that the data holds."],
  ["gradient", "Gradient", "For each weight, how fast the loss rises when that weight grows. The update goes the other way."],
  ["dW, db", "dW, db", "The gradient of the loss with respect to W and b."],
  ["dz, da", "dz, da", "The same with respect to z and a: what back-propagation hands from layer to layer."],
  ["learning rate", "Learning rate η", "How far an update goes along the negative gradient."],
  ["decision boundary", "Decision boundary", "Where the prediction turns from one class to the other."],
  ["update", "", "What is added to every weight and bias at the end of an iteration: in plain descent −η times its gradient."],
  ["run", "", "One training with all its choices, from the first weights on."],
  ["unit", "", "One node of a layer: it makes one number out of all numbers of the layer before."],
  ["layer", "", "Units side by side: all of them read the layer before, and hand their numbers to the next."],
  ["derivative", "", "How fast a result changes when what it depends on changes a little: the slope of the tangent."],
  ["partial derivative", "", "The derivative with respect to one of several inputs, while the others stay as they are."],
  ["total derivative", "", "The derivative with respect to x along all paths: for each path its partial derivatives multiplied, then all paths added up."],
  ["total differential", "", "The change along the tangent: each partial derivative times the change of its input, added up."],
  ["chain rule", "", "How derivatives of functions inside functions go together: they are multiplied along a path."],
  ["back-propagation", "", "The chain rule from the loss back to the first layer: each layer's dz makes its dW and db, and the da of the layer before."],
  ["forward pass", "", "The data goes through the network, layer by layer, from x to ŷ."],
  ["backward pass", "", "The gradient goes through the network from the loss back to the first layer, and gives dW and db on its way."],
  ["norm", "", "The length of a vector: the square root of the sum of its squares. It says how large a gradient is as a whole."],
  ["truncation", "", "The part of a difference's error that comes from the curve: a large step does not see the tangent."],
  ["rounding", "", "The part of a difference's error that comes from 16 digits: of two nearly equal numbers little is left."],
  ["dead", "", "A relu unit that is 0 for every training sample: no gradient goes through it, and it stays so."],
  ["saturated", "", "A unit at the flat end of its curve: its slope is almost 0, and so is what it lets through."],
  ["sample", "", "One row of the data: the inputs x and the answer y."],
  ["class", "", "One of the answers that the data holds, such as a species."]
];

const meanings = new Map(WORDS.map(([name, , meaning]) => [name, meaning]));

/** A word that explains itself. @param {Element} parent @param {string} text @param {string} [name] of the word, where it is not the text */
export function word(parent, text, name = text) {
  const element = make("span", "bpl-word", parent, { tabindex: "0", "aria-description": meanings.get(name) });
  element.textContent = text;
  return element;
}

const HELD = "words"; // a document has one note for all its words

/** Let every word of the document explain itself. */
export function explainWords() {
  if (document.documentElement.dataset[HELD]) return;
  document.documentElement.dataset[HELD] = "true";
  const note = make("div", "bpl-meaning", document.body, { "data-testid": "meaning", "aria-hidden": "true" }); // it is the word's own description
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
    Object.assign(note.style, { color: ink.color, fontFamily: ink.fontFamily, background: getComputedStyle(document.querySelector(".stApp") ?? document.body).backgroundColor });
    note.hidden = false;
    const at = element.getBoundingClientRect();
    const { offsetWidth: w, offsetHeight: h } = note;
    note.style.left = `${Math.max(8, Math.min(at.left, innerWidth - w - 8))}px`;
    note.style.top = `${at.bottom + 6 + h > innerHeight ? at.top - h - 6 : at.bottom + 6}px`;
  };
  const of = (event) => event.target.closest?.(".bpl-word");
  document.addEventListener("pointerover", (event) => {
    const element = of(event);
    if (element) show(element);
    else if (about && about !== document.activeElement && !note.contains(event.target)) hide();
  });
  document.addEventListener("focusin", (event) => (of(event) ? show(of(event)) : hide()));
  document.addEventListener("focusout", hide);
  document.addEventListener("click", (event) => (of(event) ? show(of(event)) : hide())); // a finger
  document.addEventListener("scroll", hide, true);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !about) return;
    hide();
    event.stopImmediatePropagation();
  }, true);
}
