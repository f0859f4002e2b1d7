// Stop conditions: play pauses by itself after N iterations, at a loss, at an accuracy.
import { button, make } from "../core/elements.js";
import { short } from "../core/notation.js";
/** @import { Run } from "../types.d.ts" */
/** @import { TraceStore } from "../run/trace.js" */

/** @typedef {{iterations: number|null, loss: number|null, accuracy: number|null}} Stops */

/**
 * Where between two iterations play has to stop, and why. A condition that holds already does not
 * stop: it has to come true.
 * @param {Stops} stops
 * @param {TraceStore} store
 * @param {number} from the iteration shown
 * @param {number} to where play would go
 * @param {number} began the iteration at which play began
 * @returns {{t: number, reason: string}|null}
 */
export function stopBetween(stops, store, from, to, began) {
  for (let t = from + 1; t <= to; t++) {
    const [loss, accuracy] = [store.historyAt(t, 0), store.historyAt(t, 2)];
    if (stops.iterations !== null && t - began >= stops.iterations)
      return { t, reason: `Stopped after ${t - began} iterations, at iteration ${t}.` };
    if (stops.loss !== null && loss <= stops.loss && store.historyAt(t - 1, 0) > stops.loss)
      return { t, reason: `Stopped at iteration ${t}: the training loss is ${short(loss, 4)}.` };
    if (
      stops.accuracy !== null &&
      accuracy >= stops.accuracy &&
      store.historyAt(t - 1, 2) < stops.accuracy
    )
      return {
        t,
        reason: `Stopped at iteration ${t}: the training accuracy is ${short(accuracy, 4)}.`,
      };
  }
  return null;
}

const FIELDS = [
  ["iterations", "after this many iterations", { min: "1", step: "1", placeholder: "–" }],
  ["loss", "when the training loss falls to", { min: "0", step: "any", placeholder: "–" }],
  [
    "accuracy",
    "when the training accuracy reaches",
    { min: "0", max: "1", step: "any", placeholder: "–" },
  ],
];

/**
 * The button and its popover.
 * @param {Element} parent
 * @returns
 *   {{element: HTMLElement, stops: () => Stops, setRun: (run: Run) => void, destroy: () => void}}
 */
export function createStops(parent) {
  const wrap = make("span", "bpl-stops", parent);
  const opener = button(wrap, "Stop when…", "", "Stop when…", "bpl-quiet", () =>
    show(panel.hidden),
  );
  opener.setAttribute("aria-expanded", "false");
  const panel = make("div", "bpl-panel", wrap, {
    role: "dialog",
    "aria-label": "Play stops by itself",
  });
  panel.hidden = true;
  make("strong", "", panel).textContent = "Play stops by itself";
  const inputs = {};
  for (const [key, text, attributes] of FIELDS) {
    const row = make("label", "", panel);
    row.append(text);
    inputs[key] = make("input", "", row, {
      type: "number",
      inputmode: "decimal",
      "data-testid": `stop-${key}`,
      ...attributes,
    });
    inputs[key].addEventListener("input", mark);
  }
  const feet = make("div", "bpl-feet", panel);
  button(feet, "Clear", "", "Clear", "", () => {
    for (const input of Object.values(inputs)) input.value = "";
    mark();
  });
  button(feet, "Done", "", "Done", "", () => show(false));

  const stops = () =>
    Object.fromEntries(
      FIELDS.map(([key]) => {
        const input = inputs[key];
        return [
          key,
          input.value === "" || input.disabled || !input.validity.valid
            ? null
            : Number(input.value),
        ];
      }),
    );

  function mark() {
    const count = Object.values(stops()).filter((value) => value !== null).length;
    opener.lastChild.textContent = count ? `Stop when… (${count})` : "Stop when…";
    for (const input of Object.values(inputs))
      input.setAttribute("aria-invalid", String(!input.validity.valid));
  }

  function show(open) {
    panel.hidden = !open;
    opener.setAttribute("aria-expanded", String(open));
    (open ? inputs.iterations : opener).focus();
  }

  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape" || event.key === "Enter") {
      event.preventDefault();
      show(false);
    }
    event.stopPropagation(); // what is typed here is no shortcut
  });
  const outside = (event) => {
    if (panel.hidden || wrap.contains(event.target)) return;
    panel.hidden = true;
    opener.setAttribute("aria-expanded", "false");
  };
  document.addEventListener("pointerdown", outside);
  return {
    element: wrap,
    stops,
    setRun(run) {
      inputs.accuracy.disabled = run.task !== "classification";
      mark();
    },
    destroy: () => document.removeEventListener("pointerdown", outside),
  };
}
