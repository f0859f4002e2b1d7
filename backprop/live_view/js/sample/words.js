// One move in words: the equation in general, with this network's numbers, the result, its terms as
// bars that add up, and one sentence. All texts come from Python.
import { css, mix, readable, signed } from "../core/colors.js";
import { make } from "../core/elements.js";
import { exact } from "../core/notation.js";
import { markOf, writeQuantities } from "./quantities.js";
/** @import { Palette } from "../types.d.ts" */

const PHASES = { forward: "Forward", loss: "Loss", backward: "Backward", update: "Update" };
const CHIPS = 12; // cells of a station that stand side by side; more are in a list

/**
 * @param {HTMLElement} card
 * @param {{choose: (k: number) => void, batch: (cell: string) => void}} does
 */
export function createWords(card, does) {
  const body = make("div", "bsw-body", card);
  body.addEventListener("click", (event) => lead(event.target));
  body.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !lead(event.target)) return;
    event.preventDefault();
    title.focus();
  });
  const text = (tag, name, testid) =>
    make(tag, name, body, testid ? { "data-testid": testid } : {});
  const where = text("p", "bsw-where", "move-where");
  const title = text("h2", "bsw-title", "move-title");
  const cells = text("div", "bsw-cells", "move-cells");
  const general = text("p", "bsw-general", "move-general");
  const numbers = text("p", "bsw-numbers", "move-numbers");
  const sum = text("p", "bsw-numbers", "move-sum");
  const aside = text("p", "bsw-aside", "move-aside");
  const bars = text("div", "bsw-bars", "move-bars");
  const sentence = text("p", "bsw-sentence", "move-sentence");
  const batch = make("button", "bsw-link", body, { type: "button", "data-testid": "move-batch" });
  batch.addEventListener("click", () => does.batch(batch.dataset.cell));
  sentence.setAttribute("aria-live", "polite");
  title.tabIndex = -1;

  /**
   * A word that names another move's quantity leads there.
   * @param {Element} word
   */
  function lead(word) {
    if (word.dataset?.leads === undefined) return false;
    does.choose(Number(word.dataset.leads));
    return true;
  }

  /** A number on the colour of its sign. */
  function chip(term, most, palette, sizes) {
    const colour = signed((0.75 * term.value) / (most || 1), palette);
    const made = make("span", "bsw-n", null, {
      style: `background:${css(colour)};color:${css(readable(colour))}`,
    });
    made.textContent = term.result;
    mark(made, term, sizes);
    return made;
  }

  /** A term belongs to its edge, or else to what its label names. */
  function mark(element, term, sizes) {
    const found = term.edge ? `e:${term.edge}` : markOf(term.label, sizes);
    if (found) element.dataset.mark = found;
  }

  /** What is listed of the terms: those that are shown, and the others together. */
  function listed(move) {
    const all = [...move.terms];
    if (move.more)
      all.push({
        label: `${move.more.count} more, together`,
        value: move.more.value,
        result: move.more.text,
        edge: null,
      });
    return all;
  }

  function drawSum(move, palette, sizes) {
    const all = listed(move);
    const most = Math.max(...all.map((term) => Math.abs(term.value)));
    sum.replaceChildren();
    sum.dataset.value = move.value;
    sum.title = exact(move.value);
    if (all.length > 1) {
      sum.append("= ");
      all.forEach((term, k) => sum.append(k ? " + " : "", chip(term, most, palette, sizes)));
    }
    if (move.result) {
      const result = make("b", "", sum, { "data-testid": "move-result" });
      result.textContent = move.result;
      result.before(sum.childNodes.length > 1 ? " = " : "= ");
    }
  }

  /** Each bar begins where the one before ended; the last one is the sum. */
  function drawBars(move, palette, sizes) {
    const all = listed(move);
    bars.replaceChildren();
    if (all.length < 2) return;
    const ends = [0];
    for (const term of all) ends.push(ends.at(-1) + term.value);
    const [low, high] = [Math.min(...ends), Math.max(...ends)];
    const at = (v) => (100 * (v - low)) / (high - low || 1);
    const row = (name, from, to, label, result, colour) => {
      const line = make("div", name, bars);
      make("span", "", line, { title: label }).textContent = label;
      const track = make("div", "bsw-track", line, { style: `--zero:${at(0)}%` });
      const [left, right] = [Math.min(at(from), at(to)), Math.max(at(from), at(to))];
      make("i", "", track, {
        style: `left:${left}%;width:max(2px, ${right - left}%);background:${css(colour)}`,
      });
      make("span", "", line).textContent = result;
      return line;
    };
    all.forEach((term, k) => {
      const sign = term.value === 0 ? palette.faint : term.value < 0 ? palette.neg : palette.pos;
      const line = row("bsw-bar", ends[k], ends[k + 1], term.label, term.result, sign);
      line.dataset.value = term.value;
      mark(line, term, sizes);
    });
    row(
      "bsw-bar bsw-all",
      0,
      ends.at(-1),
      "together",
      move.result,
      mix(palette.mute, palette.ink, 0.5),
    );
  }

  function drawCells(walk, at, station) {
    cells.replaceChildren();
    if (station.count < 2) return;
    const own = walk.moves.slice(station.first, station.first + station.count);
    if (own.length > CHIPS) {
      const select = make("select", "bsw-select", cells, { "aria-label": "Which number" });
      own.forEach((move, k) => {
        const option = make("option", "", select, { value: String(station.first + k) });
        option.textContent = move.name;
      });
      select.value = String(at);
      select.addEventListener("change", () => does.choose(Number(select.value)));
      return;
    }
    own.forEach((move, k) => {
      const button = make("button", "bsw-cell", cells, {
        type: "button",
        "aria-pressed": String(station.first + k === at),
      });
      button.textContent = move.name;
      const named = markOf(move.name, walk.sizes);
      if (named) button.dataset.mark = named;
      button.addEventListener("click", () => does.choose(station.first + k));
    });
  }

  return {
    /**
     * @param {any} walk
     * @param {number} at
     * @param {number} now
     * @param {Palette} palette
     */
    show(walk, at, now, palette) {
      const [move, station] = [walk.moves[at], walk.stations[now]];
      const layer = station.layer && station.phase !== "loss" ? `, layer ${station.layer}` : "";
      const many = station.count > 1 ? ` · ${at - station.first + 1} of ${station.count}` : "";
      where.textContent = `${PHASES[station.phase]}${layer}${many}`;
      const moves = new Map(walk.moves.map(({ id }, k) => [id, k]).filter(([, k]) => k !== at));
      const write = (host, words) => writeQuantities(host, words, walk.sizes, moves);
      write(title, move.title);
      write(general, move.general);
      const focused = cells.contains(document.activeElement);
      drawCells(walk, at, station);
      if (focused) cells.querySelector("select, [aria-pressed=true]")?.focus();
      const plain = move.numbers.length === 1 && move.numbers[0] === move.result;
      const rest = move.more ? ` + … (${move.more.count} more: ${move.more.text})` : "";
      numbers.textContent = plain ? "" : `= ${move.numbers.join(" + ")}${rest}`;
      numbers.hidden = plain;
      drawSum(move, palette, walk.sizes);
      aside.textContent = move.aside;
      aside.hidden = !move.aside;
      drawBars(move, palette, walk.sizes);
      write(sentence, move.sentence);
      batch.hidden = !move.cell;
      batch.dataset.cell = move.cell ?? "";
      batch.textContent = move.cell ? `Open ${move.gradient} for the whole batch, below` : "";
    },
  };
}
