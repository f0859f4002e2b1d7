// The article's words, each in a sentence, and the note that explains one where it stands in a text: under the
// pointer, the focus or the finger. Python reads the list too (live_view/words.py): it is JSON.
import { make } from "./canvas.js";

/** @type {[string, string, string][]} name, how Help writes it ("" where it does not), meaning */
export const WORDS = [
  ["iteration", "Iteration", "One update of all weights and biases, made on one batch. Iteration 0 is the untrained network."],
  ["batch", "Batch", "The samples used for one update. Their gradients are averaged."],
  ["epoch", "Epoch", "One pass over all training samples."],
  ["sample", "Sample", "One row of the data: the inputs x and the label y."],
  ["loss", "Loss", "One number for how wrong the predictions are. Training makes it smaller."],
  ["accuracy", "Accuracy", "The share of samples whose class is predicted right."],
  ["parameters", "W, b", "The weights and the biases: the numbers that training changes. W² are the weights into layer 2."],
  ["z, a", "z, a", "z is the sum of a unit's weighted inputs, plus its bias. The activation function turns z into a, the unit's output."],
  ["activation function", "Activation function", "The curve that turns z into a, such as tanh or ReLU. Without it, any number of layers can only draw a straight line."],
  ["ŷ, y", "ŷ, y", "ŷ is the prediction of the network. y is the label: the right answer, as the data gives it."],
  ["gradient", "Gradient", "For each weight: how fast the loss rises when that weight grows. The update goes the other way."],
  ["dW, db", "dW, db", "The gradient of the loss with respect to W and b: one number for each weight and each bias."],
  ["dz, da", "dz, da", "How fast the loss rises with each z and each a. Back-propagation hands these numbers from layer to layer."],
  ["learning rate", "Learning rate η", "How far one update goes against the gradient."],
  ["update", "Update", "What is added to every weight and bias at the end of an iteration. In plain descent it is −η times the gradient."],
  ["pull", "Pull", "How strongly one sample moves the weights in this step: the length of its own gradient."],
  ["norm", "Norm ‖dW‖", "The square root of the sum of all squares: one number for how large a gradient is as a whole."],
  ["decision boundary", "Decision boundary", "The line where the prediction turns from one class to another."],
  ["test set", "Test samples", "Samples held back from training. They show how well the network does on data that it has not seen."],
  ["optimizer", "Optimizer", "The rule that turns the gradient into the update, such as SGD or Adam."],
  ["numerical derivative", "Numerical derivative", "A slope that is measured: move one parameter a little and see how the loss changes. It needs no chain rule."],
  ["run", "", "One training with all its choices, from the first weights on."],
  ["unit", "", "One node of a layer. It makes one number out of all the numbers of the layer before."],
  ["layer", "", "Units side by side. They all read the layer before, and hand their numbers to the next one."],
  ["hidden layer", "", "A layer between the inputs and the output. Its units bend the boundary."],
  ["class", "", "One of the answers that the data holds, such as a species."],
  ["regression", "", "Learning a number, such as a price, instead of a class."],
  ["derivative", "", "How fast a result changes when its input changes a little: the slope of the tangent."],
  ["partial derivative", "", "The derivative with respect to one of several inputs, while the others stay as they are."],
  ["total derivative", "", "The derivative with respect to x along all paths: multiply the derivatives along each path, then add up the paths."],
  ["total differential", "", "The change along the tangent: each partial derivative times the change of its input, added up."],
  ["tangent", "", "The straight line that touches a curve at one point and has the same slope there."],
  ["finite difference", "", "A derivative that is measured: the change of the result, divided by a small change of the input."],
  ["computational graph", "", "A drawing of a calculation: a node for each quantity, an edge to each quantity that is computed from it."],
  ["chain rule", "", "How to differentiate a function inside a function: multiply the derivatives along the path."],
  ["Jacobian", "", "The table of all partial derivatives when several numbers depend on several others."],
  ["back-propagation", "", "The chain rule, from the loss back to the first layer: each layer's dz gives its dW and db, and the da of the layer before."],
  ["forward pass", "", "The data goes through the network, layer by layer, from x to ŷ."],
  ["backward pass", "", "The gradient goes from the loss back to the first layer, and gives dW and db on its way."],
  ["truncation", "", "The error of a difference that comes from the curve: a large step does not follow the tangent."],
  ["rounding", "", "The error of a difference that comes from having only 16 digits: little is left when two nearly equal numbers are subtracted."],
  ["relative error", "", "The difference of two numbers, divided by the larger one. At 1e−9 they agree to about nine digits."],
  ["complex step", "", "A numerical derivative with an imaginary step iε. Nothing is subtracted, so no digits are lost."],
  ["kink", "", "A point where the slope jumps, such as 0 for ReLU. There is no derivative right at it."],
  ["dead", "", "A ReLU unit that is 0 for every training sample. No gradient passes it, so it never changes again."],
  ["saturated", "", "A unit on the flat part of its curve. Its slope is almost 0, so almost no gradient passes it."],
  ["vanishing", "", "The gradient shrinks on its way back, so that the first layers hardly learn."],
  ["overfitting", "", "The network learns the training samples by heart: the training loss falls while the test loss rises."],
  ["momentum", "", "An optimizer that adds a part of the last update to the next one, so that it gathers speed."],
  ["penalty", "", "A term added to the loss for large weights: their squares (L2) or their sizes (L1). It keeps the weights small."],
  ["seed", "", "A number that fixes a random draw. The same seed gives the same draw again."],
  ["first order", "", "What the slope alone predicts, as if the loss were a straight line."],
  ["principal directions", "", "The directions in which the weights on the path differ the most."],
  ["median", "", "The middle value: half of the numbers are smaller, half are larger."],
  ["sweep", "", "A set of runs that differ in one choice only, such as the learning rate."],
  ["standard deviation", "", "How far the values of a column typically lie from their mean."],
  ["fingerprint", "", "A short code computed from a table. The same table always has the same code, and the code does not reveal the table."]
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
  const of = (event) => event.target.closest?.(".bpl-word, .bsw-q");
  document.addEventListener("pointerover", (event) => {
    const element = of(event);
    if (element) show(element);
    else if (about && about !== document.activeElement && !note.contains(event.target)) hide();
  });
  document.addEventListener("focusin", (event) => (of(event) ? show(of(event)) : hide()));
  document.addEventListener("focusout", hide);
  document.addEventListener("click", (event) => (of(event) && !of(event).dataset.leads ? show(of(event)) : hide())); // a finger; what leads elsewhere is gone
  document.addEventListener("scroll", hide, true);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && about?.dataset.leads) hide(); // what leads elsewhere is gone
    if (event.key !== "Escape" || !about) return;
    hide();
    event.stopImmediatePropagation();
  }, true);
}
