// The generated program: lit lines stand out and come into sight; a click on a line chooses its
// equation.
import { make } from "../core/elements.js";
import { keeping } from "../core/keeping.js";

/**
 * @typedef {{text: string, equation: string, lit: boolean, where: string}} Line
 * @typedef {{lines: Line[], sel: string}} Data
 * @typedef
 *   {{component: any, root: HTMLElement, text: HTMLElement, copy: HTMLElement, more: HTMLElement, data: Data}}
 *   Mount
 */
const COPIED_FOR = 1500; // milliseconds that the button says so

export const mountProgram = keeping((parent) => {
  const mounted = create(parent);
  let drawn = "";
  return {
    take(component) {
      Object.assign(mounted, { component, data: component.data });
      if (drawn === JSON.stringify(component.data)) return;
      drawn = JSON.stringify(component.data);
      draw(mounted);
    },
    leave: () => mounted.root.remove(),
  };
});

/**
 * @param {HTMLElement} parent
 * @returns {Mount}
 */
function create(parent) {
  const root = make("div", "bpl-program", parent, { "data-testid": "program" });
  const copy = make("button", "bpl-program-copy", root, { type: "button", "aria-live": "polite" });
  copy.textContent = "Copy";
  const more = make("button", "bpl-program-more", root, { type: "button" });
  const text = make("pre", "bpl-program-text", root, {
    tabindex: "0",
    role: "region",
    "aria-label": "The network as a NumPy program",
  });
  const mounted = { component: null, root, text, copy, more, data: null };
  copy.addEventListener("click", () => copyAll(mounted));
  more.addEventListener("click", () => turn(mounted));
  text.addEventListener("click", (event) => choose(mounted, event));
  text.addEventListener("scroll", () => tellHidden(mounted), { passive: true });
  return mounted;
}

/** @param {Mount} mounted */
function draw(mounted) {
  const { root, text, data } = mounted;
  root.style.setProperty("--bpl-program-sel", data.sel);
  const lines = make("code", "bpl-program-lines", null);
  for (const line of data.lines) {
    const row = make("span", "bpl-program-line", lines);
    if (line.lit && line.where) make("span", "bpl-program-where", row).textContent = line.where;
    const hash = line.text.indexOf("#");
    row.append(hash < 0 ? line.text || " " : line.text.slice(0, hash));
    if (hash >= 0) make("span", "bpl-program-comment", row).textContent = line.text.slice(hash);
    if (line.equation) row.dataset.equation = line.equation;
    if (line.lit) row.dataset.lit = "";
  }
  text.replaceChildren(lines);
  reveal(text, litIn(text));
  tellHidden(mounted);
}

/**
 * Scroll, only as far as needed, to the lit lines; where they do not fit together, to the last.
 * @param {HTMLElement} text
 * @param {HTMLElement[]} lit
 */
function reveal(text, lit) {
  if (!lit.length) return;
  const height = text.clientHeight;
  const last = lit[lit.length - 1];
  const bottom = last.offsetTop + last.offsetHeight;
  const top = bottom - lit[0].offsetTop < height ? lit[0].offsetTop : last.offsetTop;
  if (top < text.scrollTop || bottom > text.scrollTop + height) {
    text.scrollTop = (top + bottom - height) / 2;
  }
}

/**
 * @param {HTMLElement} text
 * @returns {HTMLElement[]}
 */
function litIn(text) {
  return [...text.querySelectorAll("[data-lit]")];
}

/**
 * Lit lines above and below what is in sight.
 * @param {HTMLElement} text
 */
function hidden(text) {
  const top = text.scrollTop;
  const bottom = top + text.clientHeight;
  const lit = litIn(text);
  return {
    above: lit.filter((line) => line.offsetTop < top),
    below: lit.filter((line) => line.offsetTop + line.offsetHeight > bottom),
  };
}

/** @param {Mount} mounted */
function tellHidden({ text, more }) {
  const { above, below } = hidden(text);
  const lines = above.length ? above : below;
  more.hidden = !lines.length;
  more.textContent = `${above.length ? "↑" : "↓"} ${lines.length} more ${lines.length === 1 ? "line" : "lines"}`;
}

/**
 * Go to the lit lines that are out of sight.
 * @param {Mount} mounted
 */
function turn({ text }) {
  const { above, below } = hidden(text);
  const [line] = above.length ? above : below;
  if (line) text.scrollTop = line.offsetTop - text.clientHeight / 3;
}

/**
 * @param {Mount} mounted
 * @param {MouseEvent} event
 */
function choose({ component }, event) {
  if (String(window.getSelection())) return; // a person who marks text chooses nothing
  const line = /** @type {HTMLElement} */ (event.target).closest("[data-equation]");
  if (line) component.setTriggerValue("picked", line.dataset.equation);
}

/** @param {Mount} mounted */
async function copyAll({ copy, data, text }) {
  const program = `${data.lines.map((line) => line.text).join("\n")}\n`;
  let copied = true;
  try {
    await navigator.clipboard.writeText(program);
  } catch {
    window.getSelection()?.selectAllChildren(text); // where the browser keeps its clipboard: by hand
    copied = false;
  }
  copy.textContent = copied ? "Copied" : "Press Ctrl+C";
  setTimeout(() => {
    copy.textContent = "Copy";
  }, COPIED_FOR);
}
