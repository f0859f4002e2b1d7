// The keyboard steps the training, but never takes a key from a field that wants it. C and R are
// Streamlit's.

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
 * @param {Record<string, () => void>} commands
 * @returns {() => void} stops listening
 */
export function listenToKeys(root, commands) {
  let [clicked, swallow] = [null, false];
  const stop = new AbortController();
  const on = (target, name, heard) => target.addEventListener(name, heard, { signal: stop.signal });
  on(root, "pointerdown", (event) => {
    clicked = event.target.closest(PRESSABLE);
  });
  on(document, "focusin", (event) => {
    if (event.target !== clicked) clicked = null;
  });
  on(document, "keydown", (event) => {
    if (event.key === "Tab" || event.key === "Enter") clicked = null;
    const command = commandOf(event, clicked);
    if (!command || (command === "leaveWalk" && !commands.isWalking())) return;
    event.preventDefault();
    if (event.key === " ") swallow = true;
    if (event.repeat && command === "playOrPause") return; // a key held down is one press
    commands[command]();
  });
  on(document, "keyup", (event) => {
    // some browsers press a focused button when the space bar comes up
    if (event.key === " " && swallow) event.preventDefault();
    swallow = false;
  });
  return () => stop.abort();
}
