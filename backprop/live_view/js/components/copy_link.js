// "Copy link": the address of the page, which holds the experiment, the iteration and what is
// chosen on the page.
import { make } from "../core/elements.js";
import { keeping } from "../core/keeping.js";
import { explainWords } from "../core/words.js";

const SAID_FOR = 2000; // ms that "Copied" stays

/** @typedef {{path: string, query: string}} Target another page of the app */

/**
 * The page's own address, or that of another page of the app.
 * @param {Target|null|undefined} to
 */
function address(to) {
  if (!to) return location.href;
  const link = new URL(to.path || ".", location.href.replace(/[?#].*$/, ""));
  link.search = to.query;
  return link.href;
}

/**
 * Put text on the clipboard; false if the browser does not allow it.
 * @param {string} text
 */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false; // there is no clipboard without HTTPS, and it may be forbidden
  }
}

export const mountCopyLink = keeping((parent) => {
  /** @type {Target|null|undefined} */
  let to = null;
  const leave = build(parent, () => address(to));
  return {
    take: ({ data }) => {
      to = data;
    },
    leave,
  };
});

/**
 * @param {Element} parentElement
 * @param {() => string} linkNow
 * @returns {() => void} takes it away
 */
function build(parentElement, linkNow) {
  explainWords(); // this button is on every page
  const root = make("div", "bpl-copy", parentElement);
  const button = make("button", "", root, {
    type: "button",
    "data-testid": "copy-link",
    title: "Copies a link to exactly this picture: page, experiment, iteration and selection.",
  });
  const text = make("span", "", button);
  text.textContent = "Copy link";
  const said = make("span", "bpl-copy-said", root, { role: "status" });
  const field = make("input", "", root, {
    type: "text",
    readonly: "",
    "aria-label": "Link to this picture",
  });
  field.hidden = true;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let timer;

  button.addEventListener("click", async () => {
    clearTimeout(timer);
    const link = linkNow();
    const copied = await copy(link);
    text.textContent = copied ? "Copied" : "Copy link";
    said.textContent = copied ? "The link is on the clipboard." : "";
    field.hidden = copied;
    if (!copied) {
      field.value = link;
      field.focus();
      field.select();
    }
    timer = setTimeout(() => {
      text.textContent = "Copy link";
      said.textContent = "";
    }, SAID_FOR);
  });
  field.addEventListener("blur", () => {
    field.hidden = true;
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") button.focus();
    event.stopPropagation(); // keys typed here are not shortcuts
  });
  return () => {
    clearTimeout(timer);
    root.remove();
  };
}
