// Creates elements, and the small controls that views share.
import { hintOf } from "./hints.js";

/**
 * An element.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} className
 * @param {Element|null} [parent] to whose end it goes
 * @param {Record<string, string>} [attributes]
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, className, parent, attributes = {}) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  parent?.append(element);
  return element;
}

/**
 * Write text only if it has changed, to save layout.
 * @param {Node} node
 * @param {string} text
 */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** @typedef {{sign?: string, text?: string, className?: string}} Look what stands on a button */

/**
 * A button with the accessible name `name`.
 * @param {Element} parent
 * @param {string} name
 * @param {() => void} press
 * @param {Look} [look]
 */
export function button(parent, name, press, { sign = "", text = "", className = "" } = {}) {
  const element = make("button", className, parent, {
    type: "button",
    "aria-label": name,
    title: hintOf(name),
  });
  if (sign) make("span", "bpl-sign", element, { "aria-hidden": "true" }).textContent = sign;
  if (text) make("span", "bpl-text", element).textContent = text;
  element.addEventListener("click", press);
  return element;
}

/**
 * The text on a button that was made with one.
 * @param {HTMLButtonElement} element
 * @returns {Element}
 */
export const textOf = (element) => element.lastElementChild ?? element;

/**
 * A button that is on or off.
 * @param {HTMLButtonElement} element
 */
export const isPressed = (element) => element.getAttribute("aria-pressed") === "true";

/**
 * @param {HTMLButtonElement} element
 * @param {boolean} on
 */
export function setPressed(element, on) {
  const pressed = String(on);
  if (element.getAttribute("aria-pressed") !== pressed)
    element.setAttribute("aria-pressed", pressed);
}

/**
 * A toggle button on a view, named by its text. Its owner sets its state by setPressed.
 * @param {Element} parent
 * @param {string} text
 * @param {() => void} press
 */
export function toggle(parent, text, press) {
  const element = make("button", "bpl-plot-toggle", parent, {
    type: "button",
    "aria-pressed": "false",
    title: hintOf(text),
  });
  element.textContent = text;
  element.addEventListener("click", press);
  return element;
}

/**
 * A field in which one of several values is chosen.
 * @template {string} Value
 * @param {Element} parent
 * @param {string} className
 * @param {Record<string, string>} attributes
 * @param {[Value, string][]} options value and text
 * @param {(value: Value) => void} choose
 */
export function choice(parent, className, attributes, options, choose) {
  const field = make("select", className, parent, attributes);
  for (const [value, text] of options) make("option", "", field, { value }).textContent = text;
  field.addEventListener("change", () => choose(/** @type {Value} */ (field.value)));
  return field;
}

/**
 * Buttons of which one is pressed.
 * @template {string} Value
 * @param {Element} parent
 * @param {string} label
 * @param {[Value, string][]} choices value and text
 * @param {(value: Value) => void} choose
 * @returns {(value: Value) => void} shows which is pressed
 */
export function segmented(parent, label, choices, choose) {
  const group = make("span", "bpl-seg", parent, { role: "group", "aria-label": label });
  /** @type {[Value, HTMLButtonElement][]} */
  const buttons = choices.map(([value, text]) => {
    const button = make("button", "", group, {
      type: "button",
      "aria-pressed": "false",
      title: hintOf(`${label}: ${text}`),
    });
    button.textContent = text;
    button.addEventListener("click", () => choose(value));
    return [value, button];
  });
  return (value) => {
    for (const [own, button] of buttons) setPressed(button, own === value);
  };
}

/**
 * A note at the pointer. Not a live region: a screen reader would announce every movement.
 * @param {HTMLElement} parent that is positioned
 * @param {string} testid
 * @returns {{show: (lines: string[], x: number, y: number) => void, hide: () => void}}
 */
export function pointerNote(parent, testid) {
  const note = make("div", "bpl-note", parent, { "data-testid": testid });
  note.hidden = true;
  return {
    show(lines, x, y) {
      note.replaceChildren(
        ...lines.map((line, k) => {
          const row = make(k ? "span" : "b", "");
          row.textContent = line;
          return row;
        }),
      );
      note.hidden = false;
      const [w, h] = [note.offsetWidth, note.offsetHeight];
      note.style.left = `${Math.max(4, Math.min(x + 14, parent.clientWidth - w - 4))}px`;
      note.style.top = `${y + 18 + h > parent.clientHeight ? Math.max(4, y - h - 10) : y + 18}px`;
    },
    hide() {
      note.hidden = true;
    },
  };
}
