// Keys step the training, but not while a field needs them. C and R are
// Streamlit's.

/** @type {Record<string, string>} */
const KEYS = {
  ArrowRight: "forward",
  ArrowLeft: "back",
  PageDown: "nextEpoch",
  PageUp: "previousEpoch",
  Home: "restart",
  End: "toEnd",
  " ": "playOrPause",
  Escape: "leaveWalk",
};
/** @type {Record<string, string>} */
const SHIFTED = { ArrowRight: "walkForward", ArrowLeft: "walkBack" };
const FIELDS =
  "input, textarea, select, [contenteditable]:not([contenteditable=false]), [role=textbox], [role=combobox], [role=listbox], [role=option], [role=slider], [role=spinbutton], [role=menu], [role=menuitem], [role=tab], [role=radio], [role=grid], [role=dialog]";
const PRESSABLE = "button, a[href], summary, [role=button], [role=switch], [role=checkbox]";

/**
 * @param {KeyboardEvent} event
 * @param {Element|null} [clicked] a button that has the focus only because it was clicked
 * @returns {string|null} the command it stands for
 */
export function commandOf(event, clicked = null) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing)
    return null;
  const command = (event.shiftKey ? SHIFTED : KEYS)[event.key];
  if (!command) return null;
  const target = event.target instanceof Element ? event.target : null;
  // Space on the scrubber does nothing by itself; its other keys move it, which is what they should
  // do.
  const scrubber = target?.matches("[data-testid=scrubber]") && event.key === " ";
  if (target?.closest(FIELDS) && !scrubber) return null;
  if (event.key === " ") {
    // it presses what has the focus, unless a click has left it there
    const pressed = target?.closest(PRESSABLE);
    if (pressed && pressed !== clicked) return null;
  }
  return command;
}

/**
 * @param {HTMLElement} root
 * @param {Record<string, (...args: any[]) => any>} commands
 * @returns {() => void} stops listening
 */
export function listenToKeys(root, commands) {
  /** @type {Element|null} */
  let clicked = null;
  let swallow = false;
  const stop = new AbortController();
  const { signal } = stop;
  const pressed = (/** @type {PointerEvent} */ { target }) => {
    clicked = target instanceof Element ? target.closest(PRESSABLE) : null;
  };
  const focused = (/** @type {FocusEvent} */ { target }) => {
    if (target !== clicked) clicked = null;
  };
  const down = (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Tab" || event.key === "Enter") clicked = null;
    const command = commandOf(event, clicked);
    if (!command || (command === "leaveWalk" && !commands.isWalking())) return;
    event.preventDefault();
    if (event.key === " ") swallow = true;
    if (event.repeat && command === "playOrPause") return; // holding a key down counts as one press
    commands[command]();
  };
  const up = (/** @type {KeyboardEvent} */ event) => {
    // some browsers press a focused button when the space bar comes up
    if (event.key === " " && swallow) event.preventDefault();
    swallow = false;
  };
  root.addEventListener("pointerdown", pressed, { signal });
  document.addEventListener("focusin", focused, { signal });
  document.addEventListener("keydown", down, { signal });
  document.addEventListener("keyup", up, { signal });
  return () => stop.abort();
}
