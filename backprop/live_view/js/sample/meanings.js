// Explains a quantity of the walk in one sentence, shown when its name is pointed at.

const LETTERS = /^(d?)([zaWb])/;

/** @typedef {number|"*"} Index counted from 0; *: a letter in the text, for any index */

/**
 * "unit 2 of layer 1", "input 2", or every one of them.
 * @param {number} layer
 * @param {Index} j
 */
function unitIn(layer, j) {
  if (layer === 0) return j === "*" ? "each input" : `input ${j + 1}`;
  return j === "*" ? `each unit of layer ${layer}` : `unit ${j + 1} of layer ${layer}`;
}

/**
 * @param {string} name as it is written: "dW²[1,3]", "x₂", "ŷ"
 * @param {string} mark its place, of quantities.js
 * @param {string} move the move that computes it: its letters, then its layer
 * @param {number[]} sizes units of each layer
 * @returns {string}
 */
export function meaningOf(name, mark, move, sizes) {
  const [layer, ...places] = mark.slice(2).split(",").map(indexOf);
  if (move[0] === "y")
    return `${name} is the label: the right answer for this sample, from the data.`;
  if (layer === 0) return inputMeaning(name, places[0]);
  const l = Number(layer);
  const [, d, letter] = LETTERS.exec(move) ?? ["", "", ""];
  const own = unitIn(l, places[places.length - 1]);
  const edge = `the weight from ${unitIn(l - 1, places[0])} to ${own}`;
  return d
    ? gradientMeaning(name, letter, own, edge)
    : valueMeaning(name, letter, own, edge, l === sizes.length - 1);
}

/**
 * @param {string} part
 * @returns {Index}
 */
const indexOf = (part) => (part === "*" ? "*" : Number(part));

/**
 * @param {string} name
 * @param {Index} i
 */
const inputMeaning = (name, i) =>
  i === "*"
    ? `${name} are the inputs of this sample.`
    : `${name} is input ${i + 1} of this sample.`;

/**
 * @param {string} name
 * @param {string} letter W, b, z or a
 * @param {string} own the unit
 * @param {string} edge the weight that leads to it
 */
function gradientMeaning(name, letter, own, edge) {
  const rises = `${name}: how fast the loss rises when`;
  if (letter === "W") return `${rises} ${edge} grows. The update goes the other way.`;
  if (letter === "b") return `${rises} the bias of ${own} grows. The update goes the other way.`;
  return letter === "z" ? `${rises} z of ${own} grows.` : `${rises} the output of ${own} grows.`;
}

/**
 * @param {string} name
 * @param {string} letter W, b, z or a
 * @param {string} own the unit
 * @param {string} edge the weight that leads to it
 * @param {boolean} last whether the unit is an output
 */
function valueMeaning(name, letter, own, edge, last) {
  if (letter === "W") return `${name} is ${edge}.`;
  if (letter === "b") return `${name} is the bias of ${own}, added to its sum z.`;
  if (letter === "z")
    return `${name} is the sum that enters ${own}: its inputs times their weights, plus its bias.`;
  return last
    ? `${name} is the prediction: what ${own}, the output layer, makes of this sample.`
    : `${name} is the output of ${own}: its activation function, taken at z.`;
}
