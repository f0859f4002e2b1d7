// What the Compare page shows of a frame: a tile a run, the losses of all, the gradients' norms of
// all.
import { make, segmented } from "../core/elements.js";
import { hintOf } from "../core/hints.js";
import { isCurve } from "../run/features.js";
import { surfaceKind } from "../views/surface_image.js";
import { createCompareLoss } from "./loss.js";
import { createCompareNorms } from "./norms.js";
import { createTile, pictureOf } from "./tile.js";
/** @import { Frame } from "../run/frame.js" */
/** @import { CompareController } from "./controller.js" */
/** @import { JoinedStore } from "./joined_store.js" */

const REST_AFTER = 160; // ms without a change before the exact, slower drawing

/**
 * Why no outlines of the others can be drawn, "" when they can.
 * @param {object[]} runs
 */
function noOutlines(runs) {
  const [first] = runs;
  if (runs.length < 2) return "one run has no others";
  if (runs.some((run) => surfaceKind(run) === "value"))
    return "no outlines: a regression has no boundary";
  if (runs.some(isCurve)) return "no outlines: one input has no boundary line";
  return runs.every((run) => pictureOf(run) === pictureOf(first))
    ? ""
    : "no outlines: these runs have different data";
}

/**
 * @param {HTMLElement} root
 * @param {CompareController} controller
 * @param {(t: number|null) => void} rested told which iteration every view shows exactly, null
 *   while one is on its way
 */
export function createCompareViews(root, controller, rested) {
  const bar = make("div", "bpl-compare-bar", root);
  const settings = { points: "train", size: "equal", outlines: null };
  const showPoints = segmented(
    bar,
    "Points shown",
    [
      ["train", "train"],
      ["test", "test"],
      ["both", "both"],
      ["none", "none"],
    ],
    (name) => set("points", name),
  );
  const outlines = make("button", "bpl-plot-toggle", bar, {
    type: "button",
    "aria-pressed": "false",
    title: hintOf("outlines of the others"),
  });
  outlines.textContent = "outlines of the others";
  outlines.addEventListener("click", () =>
    set("outlines", outlines.getAttribute("aria-pressed") !== "true"),
  );
  const about = make("span", "bpl-compare-about", bar, { "data-testid": "outlines-about" });
  const grid = make("div", "bpl-compare", root);
  const side = make("div", "bpl-compare-side", grid);
  const loss = createCompareLoss(
    make("section", "bpl-card bpl-loss", side, { "aria-label": "Losses" }),
    controller,
  );
  const norms = createCompareNorms(
    make("section", "bpl-card bpl-norms", side, { "aria-label": "Norms of the gradients" }),
    controller,
  );
  let [tiles, runs, entries, last, timer] = [[], [], [], null, 0];

  function set(name, value) {
    settings[name] = value;
    controller.draw();
  }

  const why = () => noOutlines(runs);
  const outlined = () => !why() && (settings.outlines ?? runs.length === 2);

  function each(work) {
    for (const view of [...tiles, loss, norms]) {
      try {
        work(view);
      } catch (error) {
        console.error("Backprop Lab: a view could not be drawn.", error);
      }
    }
  }

  function tellSettings() {
    showPoints(settings.points);
    const reason = why();
    outlines.disabled = reason !== "";
    const pressed = String(outlined());
    if (outlines.getAttribute("aria-pressed") !== pressed)
      outlines.setAttribute("aria-pressed", pressed);
    const text =
      runs.length < 2
        ? ""
        : reason ||
          (outlined() ? "thin lines: the boundaries of the other runs, each in its own line" : "");
    if (about.textContent !== text) about.textContent = text;
  }

  /** One view a task, so that a click in between is heard at once. */
  function restFrom(index, t, frames) {
    const views = [...tiles, loss, norms];
    if (index >= views.length) return rested(t);
    try {
      views[index].rest(t, frames);
    } catch (error) {
      console.error("Backprop Lab: a view could not be drawn at rest.", error);
    }
    timer = setTimeout(restFrom, 0, index + 1, t, frames);
    return undefined;
  }

  return {
    /**
     * Another set.
     * @param {JoinedStore} joined
     * @param {object[]} found what Python says of each run
     */
    setRuns(joined, found) {
      for (const tile of tiles) tile.destroy();
      [runs, entries] = [joined.stores.map((store) => store.run), found];
      settings.outlines = null;
      grid.dataset.runs = String(runs.length);
      const context = {
        controller,
        settings,
        others: (k) => (outlined() ? tiles.filter((_, other) => other !== k) : []),
        hover: (at) => {
          for (const tile of tiles) tile.point(at);
        },
      };
      tiles = joined.stores.map((store, k) => createTile(grid, side, store, k, found[k], context));
      loss.setRuns(joined);
      norms.setRuns(joined);
    },
    /**
     * What Python says of the runs, when it has changed.
     * @param {object[]} found
     */
    setEntries(found) {
      if (
        JSON.stringify(found.map(({ own, only }) => [own, only])) ===
        JSON.stringify(entries.map(({ own, only }) => [own, only]))
      )
        return;
      entries = found;
      tiles.forEach((tile, k) => tile.describe(found[k]));
    },
    /**
     * @param {number} t
     * @param {Frame[]} frames
     * @param {boolean} moving
     */
    draw(t, frames, moving) {
      clearTimeout(timer);
      rested(null);
      last = [t, frames];
      tellSettings();
      for (const [k, tile] of tiles.entries()) tile.compute(frames[k], moving, tiles.length);
      each((view) => view.update(t, frames, moving));
      if (!moving) timer = setTimeout(restFrom, REST_AFTER, 0, t, frames);
    },
    /**
     * Norms in full precision, of runs whose trace is rounded.
     * @param {{iteration: number, norms: Record<string, number[]>}} detail
     */
    receiveExact(detail) {
      norms.receiveExact(detail);
      if (last) norms.rest(...last);
    },
    resize: () => each((view) => view.resize()),
    destroy() {
      clearTimeout(timer);
      each((view) => view.destroy());
    },
  };
}
