// The keyboard steps the training, but never takes a key from a field that wants it. C and R are Streamlit's.

const KEYS = {
  ArrowRight: "forward", ArrowLeft: "back", PageDown: "nextEpoch", PageUp: "previousEpoch",
  Home: "restart", End: "toEnd", " ": "playOrPause", Escape: "leaveWalk",
};
const SHIFTED = { ArrowRight: "walkForward", ArrowLeft: "walkBack" };
const FIELDS = "input, textarea, select, [contenteditable]:not([contenteditable=false]), [role=textbox], [role=combobox], [role=listbox], [role=option], [role=slider], [role=spinbutton], [role=menu], [role=menuitem], [role=tab], [role=radio], [role=grid], [role=dialog]";
const PRESSABLE = "button, a[href], summary, [role=button], [role=switch], [role=checkbox]";

/** @param {KeyboardEvent} event @returns {string|null} the command it stands for */
export function commandOf(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return null;
  const command = (event.shiftKey ? SHIFTED : KEYS)[event.key];
  if (!command) return null;
  const target = event.target instanceof Element ? event.target : null;
  // Space on the scrubber does nothing by itself; its other keys move it, which is what they should do.
  const scrubber = target?.matches("[data-testid=scrubber]") && event.key === " ";
  if (target?.closest(FIELDS) && !scrubber) return null;
  if (event.key === " " && target?.closest(PRESSABLE)) return null; // it presses what has the focus
  return command;
}

/** @param {Record<string, () => void>} commands @returns {() => void} stops listening */
export function listenToKeys(commands) {
  const onKey = (event) => {
    const command = commandOf(event);
    if (!command || (command === "leaveWalk" && !commands.isWalking())) return;
    event.preventDefault();
    if (event.repeat && command === "playOrPause") return; // a key held down is one press
    commands[command]();
  };
  document.addEventListener("keydown", onKey);
  return () => document.removeEventListener("keydown", onKey);
}
