// The badge of trust: what the numerical gradient check of Python says of the iteration on the
// screen.
import { make, setText } from "../core/elements.js";
import { minus } from "../core/notation.js";

const REMEMBERED = 400; // results of this run

/**
 * @param {Element} parent
 * @returns
 *   {{element: HTMLElement, update: (run: string, t: number, moving: boolean) => void, destroy: () => void}}
 */
export function createBadge(parent) {
  const badge = make("div", "bpl-badge", parent, { "data-testid": "badge", role: "status" });
  const [first, second] = [make("span", "", badge), make("span", "", badge)];
  /** @type {Map<string, object>} results by run and iteration */
  const results = new Map();
  let [shownKey, shownMoving] = ["", true];

  function write(state, one, two, title) {
    badge.dataset.state = state;
    setText(first, one);
    setText(second, two);
    badge.title = title;
  }

  function show() {
    const result = shownMoving ? null : results.get(shownKey);
    if (!result)
      return write(
        "checking",
        "checking… ",
        "every dW, db",
        "When the picture stands still, every dW and db is compared with a numerical derivative: the loss measured after moving one parameter a little.",
      );
    if (result.passed === null)
      return write(
        "unchecked",
        "not checked: ",
        result.reason ?? "too large a batch",
        result.sentence,
      );
    const error = minus(Number(result.worst).toExponential(1));
    const title =
      result.sentence ??
      `Largest relative error ${error}, in layer ${result.worst_layer}; tolerance ${result.tolerance}.`;
    if (result.passed)
      return write("passed", "✓ every dW, db checked, ", `largest error ${error}`, title);
    const layers = result.failed_layers?.length ? result.failed_layers : [result.worst_layer];
    const names = layers.length > 4 ? `${layers.slice(0, 3).join(", ")}…` : layers.join(", ");
    return write("failed", `✗ wrong in layer ${names}: `, `largest error ${error}`, title);
  }

  const heard = ({ detail }) => {
    results.set(`${detail.run} ${detail.iteration}`, detail);
    if (results.size > REMEMBERED) results.delete(results.keys().next().value);
    show();
  };
  document.addEventListener("backprop:check", heard);
  return {
    element: badge,
    update(run, t, moving) {
      const key = `${run} ${t}`;
      if (key === shownKey && moving === shownMoving) return;
      [shownKey, shownMoving] = [key, moving];
      show();
    },
    destroy: () => document.removeEventListener("backprop:check", heard),
  };
}
