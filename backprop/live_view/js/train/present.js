// Presenting: the whole screen, everything half as large again, and only the views that the teacher
// has chosen. The keyboard steps as ever, Escape leaves; the choice is kept in this browser and in
// the link (present=).
import { button, make } from "../core/elements.js";
import { onPhone } from "../core/layout.js";

/** What can be shown, by its name in a link, in the order of the screen. */
const VIEWS = {
  network: "Network",
  boundary: "Decision boundary",
  gradients: "Gradients",
  loss: "Loss",
  number: "Selected number",
  strip: "The four phases",
};
const FIRST = ["network", "boundary", "loss"];
// So much larger, on a higher screen so that it is this high, but not so that it gets narrower than
// that.
const [LARGER, ROWS, COLUMNS] = [1.5, 640, 853];
const KEPT = "backprop-lab-present";

/**
 * The views that a text such as network-loss names; null where it names none.
 * @param {string|null|undefined} text
 * @returns {string[]|null}
 */
export function viewsOf(text) {
  const named = new Set((text ?? "").split("-"));
  const views = Object.keys(VIEWS).filter((name) => named.has(name));
  return views.length ? views : null;
}

function kept() {
  try {
    return viewsOf(localStorage.getItem(KEPT)) ?? FIRST;
  } catch {
    return FIRST; // storage may be forbidden
  }
}

function keep(views) {
  try {
    localStorage.setItem(KEPT, views.join("-"));
  } catch {
    /* see above */
  }
}

/**
 * On a phone the views stand below each other, as on the Train page, and scroll.
 * @param {string[]} views
 */
function stacked(views) {
  const shown = ["boundary", "network", "gradients", "loss", "number"].filter((name) =>
    views.includes(name),
  );
  const rows = shown.map((name) => (name === "number" ? "auto" : "minmax(320px, 1fr)"));
  return {
    areas: shown.map((name) => `"${name === "number" ? "inspector" : name}"`).join(" "),
    columns: "minmax(0, 1fr)",
    rows: rows.join(" "),
  };
}

/**
 * Network over gradients at the left, where columns meet; boundary over loss at the right; the
 * number below.
 * @param {string[]} views
 * @returns {{areas: string, columns: string, rows: string}} of the grid
 */
function arrangement(views) {
  const shown = (names) => names.filter((name) => views.includes(name));
  const [left, right] = [shown(["network", "gradients"]), shown(["boundary", "loss"])];
  const high = (names) => [names[0], names[names.length - 1]];
  const rows =
    left.length && right.length
      ? high(left).map((name, k) => [name, high(right)[k]])
      : left.length
        ? left.map((name) => [name])
        : right.length
          ? [right]
          : [];
  const split = rows.length === 2 && left.length < 2 && right.length < 2 ? rows.slice(0, 1) : rows;
  const columns =
    split[0]?.length === 2
      ? left.length
        ? "minmax(0, 1fr) minmax(0, 0.68fr)"
        : "minmax(0, 1fr) minmax(0, 1fr)"
      : "minmax(0, 1fr)";
  const number = views.includes("number") ? [Array(split[0]?.length ?? 1).fill("inspector")] : [];
  return {
    areas: [...split, ...number].map((row) => `"${row.join(" ")}"`).join(" "),
    columns,
    rows: [
      ...split.map((_, k) => (k ? "minmax(0, 0.9fr)" : "minmax(0, 1fr)")),
      ...number.map(() => "auto"),
    ].join(" "),
  };
}

/**
 * @param {HTMLElement} root
 * @param {HTMLElement} bar the transport
 * @param {Record<string, HTMLElement>} cards
 * @param {() => void} changed after every change of size
 * @returns
 *   {{views: () => string[]|null, enter: (views?: string[]|null) => void, leave: () => void, destroy: () => void}}
 */
export function createPresent(root, bar, cards, changed) {
  let [views, full, before] = [null, false, null];
  const stop = new AbortController();
  const on = (target, name, heard, capture = false) =>
    target.addEventListener(name, heard, { signal: stop.signal, capture });
  const wrap = make("span", "bpl-presenting", bar);
  const opener = button(wrap, "Views shown", "", "Views", "", () => show(panel.hidden));
  opener.setAttribute("aria-expanded", "false");
  button(wrap, "Leave presenting", "×", "", "bpl-icon", leave);
  const panel = make("div", "bpl-panel", wrap, { role: "dialog", "aria-label": "Views shown" });
  panel.hidden = true;
  const boxes = Object.entries(VIEWS).map(([name, text]) => {
    const row = make("label", "", panel);
    row.append(text);
    const box = make("input", "", row, { type: "checkbox", "data-testid": `present-${name}` });
    on(box, "change", () => choose(name, box.checked));
    return [name, box];
  });
  make("p", "", panel).textContent = "The link of the page opens this choice. Escape leaves.";

  function show(open) {
    panel.hidden = !open;
    opener.setAttribute("aria-expanded", String(open));
    (open ? boxes[0][1] : opener).focus();
  }

  function choose(name, wanted) {
    const next = Object.keys(VIEWS).filter((one) => (one === name ? wanted : views.includes(one)));
    if (next.length) views = next; // one view stays
    keep(views);
    arrange();
  }

  function arrange() {
    const phone = onPhone();
    const larger = phone
      ? 1
      : Math.max(
          1,
          Math.min(Math.max(LARGER, window.innerHeight / ROWS), window.innerWidth / COLUMNS),
        );
    const { areas, columns, rows } = phone ? stacked(views) : arrangement(views);
    root.dataset.present = views.join(" ");
    document.body.dataset.presenting = "";
    Object.assign(root.style, {
      width: `${window.innerWidth / larger}px`,
      height: `${window.innerHeight / larger}px`,
      transform: phone ? "" : `scale(${larger})`,
    });
    Object.assign(cards.grid.style, {
      gridTemplateAreas: areas,
      gridTemplateColumns: columns,
      gridTemplateRows: rows,
    });
    for (const [name, box] of boxes) {
      box.checked = views.includes(name);
      cards[name === "number" ? "inspector" : name]?.toggleAttribute("data-absent", !box.checked);
    }
    changed();
  }

  /** @param {string[]|null} [wanted] views; else those of the last time */
  function enter(wanted = null) {
    before = document.activeElement;
    views = wanted ?? kept();
    keep(views);
    arrange();
    if (before instanceof HTMLElement && root.contains(before))
      bar.querySelector(".bpl-primary").focus();
    // Where a link opens it, the browser wants a click first: then it fills the window.
    document.documentElement.requestFullscreen?.().then(
      () => {
        full = true;
      },
      () => {},
    );
  }

  function leave() {
    if (!views) return;
    [views, panel.hidden] = [null, true];
    delete root.dataset.present;
    delete document.body.dataset.presenting;
    Object.assign(root.style, { width: "", height: "", transform: "" });
    Object.assign(cards.grid.style, {
      gridTemplateAreas: "",
      gridTemplateColumns: "",
      gridTemplateRows: "",
    });
    for (const card of Object.values(cards)) card.removeAttribute("data-absent");
    if (document.fullscreenElement && full) document.exitFullscreen().catch(() => {});
    full = false;
    changed();
    if (before instanceof HTMLElement && before.isConnected) before.focus();
  }

  on(window, "resize", () => {
    if (views) arrange();
  });
  on(document, "fullscreenchange", () => {
    if (full && !document.fullscreenElement) leave();
  });
  on(
    document,
    "keydown",
    (event) => {
      if (event.key !== "Escape" || !views) return;
      event.preventDefault();
      event.stopImmediatePropagation(); // it leaves one thing at a time
      if (panel.hidden) leave();
      else show(false);
    },
    true,
  );
  on(document, "pointerdown", (event) => {
    if (!panel.hidden && !wrap.contains(event.target)) {
      panel.hidden = true;
      opener.setAttribute("aria-expanded", "false");
    }
  });
  return {
    views: () => views,
    enter,
    leave,
    destroy() {
      leave();
      stop.abort();
    },
  };
}
