// The network of the walk: what a move is about in full colour, the rest dimmed; numbers appear in
// the units as the walk computes them. Texts and numbers come from Python.
import { css, readable, signed } from "../core/colors.js";
import { make } from "../core/elements.js";
import { brief, twoFigures } from "../core/notation.js";
import { edgePath } from "../views/geometry.js";
import { placeColumns } from "./layout.js";
/** @import { Palette } from "../types.d.ts" */

const NS = "http://www.w3.org/2000/svg";
const TAGS = 5; // edges that carry their numbers; more would cover each other
const NAME = 16; // characters of an input's name; a hint has all of it
const TAG_WIDTH = 190; // pixels between two layers that numbers on edges need

const svg = (tag, attributes, parent) => {
  const element = document.createElementNS(NS, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  parent?.append(element);
  return element;
};
const write = (parent, x, y, words, attributes = {}) => {
  const element = svg("text", { x, y, "text-anchor": "middle", ...attributes }, parent);
  element.textContent = words;
  return element;
};
const has = (list, wanted) => list.some((entry) => String(entry) === String(wanted));

/**
 * A number in a unit: labels are whole.
 * @param {number} v
 */
const figures = (v) => (Number.isInteger(v) ? String(v) : twoFigures(v));

/**
 * Which numbers the walk has by a station.
 * @param {any[]} stations
 * @param {number} now
 */
function knowledge(stations, now) {
  const done = new Set(stations.slice(0, now + 1).map((station) => station.key));
  return (quantity, layer) => done.has(`${quantity}${layer}`);
}

/**
 * @param {HTMLElement} card
 * @param {(unit: number[]) => void} chooseUnit
 * @param {(edge: number[]) => void} chooseEdge
 */
export function createDiagram(card, chooseUnit, chooseEdge) {
  const scroller = make("div", "bpl-scroll bsw-scroll", card, { "data-testid": "walk-diagram" });
  let edges = [];

  const curve = (from, to) => edgePath({ ...from, size: from.w }, { ...to, size: to.w });

  function drawEdges(picture, walk, move, layout, palette) {
    edges = [];
    const values = new Map(
      move.terms.filter((term) => term.edge).map((term) => [String(term.edge), term]),
    );
    const most = Math.max(1e-300, ...[...values.values()].map((term) => Math.abs(term.value)));
    const [below, above, reach] = [1, 2, 3].map(() => svg("g", {}, picture));
    for (let l = 1; l < layout.length; l++)
      for (const from of layout[l - 1])
        for (const to of layout[l]) {
          const id = [l, from.j, to.j];
          const on = has(move.edges, id);
          const term = values.get(String(id));
          const target = move.target?.edge && String(move.target.edge) === String(id);
          const share = term ? Math.sqrt(Math.abs(term.value) / most) : 0;
          const colour = target
            ? palette.sel
            : term?.value
              ? term.value < 0
                ? palette.neg
                : palette.pos
              : palette.mute;
          svg(
            "path",
            { d: curve(from, to), class: "bsw-reach", "data-mark": `e:${id}` },
            reach,
          ).addEventListener("click", () => chooseEdge(id));
          svg(
            "path",
            {
              d: curve(from, to),
              class: "bsw-edge",
              fill: "none",
              stroke: css(on ? colour : palette.faint),
              "data-edge": String(id),
              "data-mark": `e:${id}`,
              "stroke-width": target ? 4 : on ? 1.5 + 6 * share : 1,
              "stroke-opacity": on ? 0.9 : 0.35,
            },
            on ? above : below,
          );
          edges.push({ id: String(id), from, to, on });
        }
    return values;
  }

  /** The numbers on the edges of a sum, at the end where the edges are apart. */
  function drawTags(picture, move, values, step) {
    const carried = edges.filter((edge) => values.has(edge.id) && values.get(edge.id).tag);
    if (
      !move.target?.unit ||
      !carried.length ||
      carried.length > TAGS ||
      carried.length < values.size ||
      step < TAG_WIDTH
    )
      return;
    const outgoing =
      carried.length > 1
        ? carried.every((e) => e.from === carried[0].from)
        : String(move.target?.unit) === `${carried[0].from.layer},${carried[0].from.j}`;
    for (const edge of carried) {
      const tag = values.get(edge.id).tag;
      const width = tag.length * 6.3 + 14;
      const [near, far] = outgoing ? [edge.to, edge.from] : [edge.from, edge.to];
      const side = outgoing ? -1 : 1;
      const x = near.x + side * (near.w / 2 + width / 2 + 8);
      const y = near.y + Math.sign(far.y - near.y) * 2;
      svg(
        "rect",
        { x: x - width / 2, y: y - 11, width, height: 21, rx: 6, class: "bsw-tag" },
        picture,
      );
      write(picture, x, y + 4, tag, { class: "bsw-tag-text" });
    }
  }

  /** What stands in a unit, and below it. */
  function numbersOf(walk, known, place, row) {
    const { values } = walk;
    const l = place.layer;
    const L = walk.sizes.length - 1;
    let inside = null;
    if (l === 0 || known("a", l))
      inside = { text: twoFigures(values.a[l][row]), value: values.a[l][row] };
    else if (known("z", l)) inside = { text: `z ${twoFigures(values.z[l][row])}`, value: null };
    const under = [];
    if (l === L && known("loss", "")) under.push(`y ${figures(values.y[row])}`);
    if (l && known("dz", l)) under.push(`dz ${twoFigures(values.dz[l][row])}`);
    else if (known("da", l)) under.push(`da ${twoFigures(values.da[l][row])}`);
    return { inside, under: under.join(", ") };
  }

  function drawUnit(picture, walk, known, place, row, move, palette, wide) {
    const id = [place.layer, place.j];
    const on = has(move.units, id);
    const target = move.target?.unit && String(move.target.unit) === String(id);
    const { inside, under } = numbersOf(walk, known, place, row);
    const group = svg(
      "g",
      {
        class: "bsw-unit",
        opacity: on || target ? 1 : 0.35,
        "data-testid": `walk-unit-${place.layer}-${place.j + 1}`,
        "data-mark": `u:${id}`,
        tabindex: 0,
        role: "button",
      },
      picture,
    );
    if (on || target) group.dataset.lit = "true";
    const { x, y, w, h } = place;
    const scale = Math.max(1e-9, ...walk.values.a[place.layer].map(Math.abs));
    const fill =
      inside && inside.value !== null
        ? signed((0.85 * inside.value) / Math.max(scale, 1), palette)
        : palette.card;
    svg(
      "rect",
      {
        x: x - w / 2,
        y: y - h / 2,
        width: w,
        height: h,
        rx: 8,
        fill: css(fill),
        stroke: css(target ? palette.sel : inside ? palette.line : palette.faint),
        "stroke-width": target ? 3 : 1,
        ...(inside ? {} : { "stroke-dasharray": "3 3" }),
      },
      group,
    );
    if (inside)
      write(group, x, y + 4.5, inside.text, {
        style: `fill:${css(inside.value === null ? palette.ink : readable(fill))}`,
      });
    const name = walk.names[place.layer][row];
    const column = place.layer ? "" : (walk.columns?.[row] ?? "");
    if (column) svg("title", {}, group).textContent = `${name} ${column}`;
    if (wide) {
      write(group, x, y - h / 2 - 6, brief(`${name} ${column}`.trim(), NAME), {
        class: "bsw-name",
      });
      if (under) write(group, x, y + h / 2 + 15, under, { class: on || target ? "" : "bsw-name" });
    } else {
      write(group, x - w / 2 - 4, y + 4, brief(`${name} ${column}`.trim(), NAME), {
        class: "bsw-name bsw-halo",
        "text-anchor": "end",
      });
      if (under && on)
        write(group, x + w / 2 + 4, y + 4, under, { class: "bsw-halo", "text-anchor": "start" });
    }
    group.setAttribute(
      "aria-label",
      [`${name} ${column}`.trim(), inside?.text, under].filter(Boolean).join(", "),
    );
    group.addEventListener("click", () => chooseUnit(id));
    group.addEventListener("keydown", (event) => {
      if (event.key === "Enter") chooseUnit(id);
    });
  }

  return {
    /**
     * @param {any} walk
     * @param {any} move
     * @param {number} now the station
     * @param {Palette} palette
     */
    show(walk, move, now, palette) {
      const height = scroller.clientHeight || 430;
      const { layout, folds, width, step, wide } = placeColumns(walk, scroller.clientWidth, height);
      const picture = svg("svg", {
        width,
        height,
        role: "group",
        "aria-label": describe(walk, move),
      });
      const values = drawEdges(picture, walk, move, layout, palette);
      const known = knowledge(walk.stations, now);
      layout.forEach((column) =>
        column.forEach((place, row) =>
          drawUnit(picture, walk, known, place, row, move, palette, wide[place.layer]),
        ),
      );
      for (const fold of folds)
        write(picture, fold.x, fold.y + 4, `+ ${fold.count} more`, { class: "bsw-name" });
      drawTags(picture, move, values, step);
      const before = scroller.scrollLeft;
      const focused = scroller.contains(document.activeElement)
        ? document.activeElement.dataset.mark
        : null;
      scroller.replaceChildren(picture);
      if (focused) scroller.querySelector(`.bsw-unit[data-mark="${focused}"]`)?.focus();
      scroller.scrollLeft = before;
      const lit = move.target?.unit ?? move.target?.edge?.slice(0, 1) ?? move.units[0];
      if (lit && width > scroller.clientWidth + 1) {
        const x = layout[lit[0]][0].x;
        if (x < before + 60 || x > before + scroller.clientWidth - 60)
          scroller.scrollLeft = x - scroller.clientWidth / 2;
      }
    },
  };
}

/** The picture in a sentence, for those who do not see it. */
function describe(walk, move) {
  const units = move.units.map(([l, j]) => walk.names[l][walk.shown[l].indexOf(j)]);
  return `Network ${walk.sizes.join("-")}. Highlighted: ${units.join(", ") || "nothing"}.`;
}
