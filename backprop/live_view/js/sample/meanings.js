// What a quantity of the walk is, in one sentence: shown where its name is pointed at.

const LETTERS = /^(d?)([zaWb])/;

/** "unit 2 of layer 1", or every unit where the text has a letter for it. */
const unitIn = (layer, j) =>
  j === "*" ? `each unit of layer ${layer}` : `unit ${j + 1} of layer ${layer}`;

/**
 * @param {string} name as it is written: "dW²[1,3]", "x₂", "ŷ"
 * @param {string} mark its place, of sample_quantities.js
 * @param {string} move the move that computes it: its letters, then its layer
 * @param {number[]} sizes units of each layer
 * @returns {string}
 */
export function meaningOf(name, mark, move, sizes) {
  const places = mark
    .slice(2)
    .split(",")
    .map((part) => (part === "*" ? "*" : Number(part)));
  const layer = places[0];
  if (move[0] === "y")
    return `${name} is the label: the right answer for this sample, as the data gives it.`;
  if (layer === 0)
    return places[1] === "*"
      ? `${name} are the inputs of this sample.`
      : `${name} is input ${places[1] + 1} of this sample.`;
  const [, d, letter] = move.match(LETTERS);
  const own = places.at(-1) === "*" ? unitIn(layer, "*") : unitIn(layer, places.at(-1));
  const last = layer === sizes.length - 1;
  if (letter === "W") {
    const edge = `the weight from ${unitIn(layer - 1, places[1])
      .replace(/^(\w+) unit of layer 0$/, "$1 input")
      .replace(/^unit (\d+) of layer 0$/, "input $1")} to ${own}`;
    return d
      ? `${name}: how fast the loss rises when ${edge} grows. The update goes the other way.`
      : `${name} is ${edge}.`;
  }
  if (letter === "b")
    return d
      ? `${name}: how fast the loss rises when the bias of ${own} grows. The update goes the other way.`
      : `${name} is the bias of ${own}, added to its sum z.`;
  if (letter === "z")
    return d
      ? `${name}: how fast the loss rises when z of ${own} grows.`
      : `${name} is the sum that enters ${own}: its inputs times their weights, plus its bias.`;
  if (!d && last)
    return `${name} is the prediction: what ${own}, the output layer, makes of this sample.`;
  return d
    ? `${name}: how fast the loss rises when the output of ${own} grows.`
    : `${name} is the output of ${own}: its activation function, taken at z.`;
}
