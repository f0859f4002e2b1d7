// The panel with which a person intervenes at the shown iteration: it shows what holds there, what
// is changed is sent as one message, and Python makes another run of it. It keeps nothing of the
// run itself.
import { button, make, setText } from "../core/elements.js";
import { selectionName, spoken } from "../core/notation.js";
import { heldBy } from "../run/stretches.js";
/** @import { Context, Run } from "../types.d.ts" */
/** @import { Frame } from "../run/frame.js" */

const OPTIMIZERS = ["sgd", "momentum", "nesterov", "rmsprop", "adam"];
const NUMBERS = [
  ["learning_rate", "base learning rate η"],
  ["batch_size", "batch size (0: all)"],
  ["l1", "L1"],
  ["l2", "L2"],
  ["momentum", "momentum μ"],
  ["rmsprop_decay", "decay ρ"],
  ["beta1", "β₁"],
  ["beta2", "β₂"],
  ["epsilon", "ε"],
];

/**
 * @typedef {{kind: string, value?: number|string|null, layer?: number, i?: number, j?: number}}
 *   Change
 */

/**
 * What a person may have changed, against what holds.
 * @param {object} was
 * @param {object} now
 * @param {Run} run
 * @param {object|null} selected a weight or a bias
 * @returns {Change[]}
 */
function changesOf(was, now, run, selected) {
  const changes = [];
  for (const [kind] of NUMBERS) {
    if (now[kind] === undefined || now[kind] === was[kind]) continue;
    const full = kind === "batch_size" && (now[kind] === 0 || now[kind] >= run.n_train);
    changes.push({ kind, value: full ? null : now[kind] });
  }
  if (now.optimizer !== was.optimizer) changes.push({ kind: "optimizer", value: now.optimizer });
  now.frozen.forEach((on, k) => {
    if (on !== was.frozen[k]) changes.push({ kind: on ? "freeze" : "unfreeze", layer: k + 1 });
  });
  if (!selected) return changes;
  const { kind, layer, i, j } = selected;
  const place = kind === "weight" ? { layer, i, j } : { layer, j };
  if (now.cut !== was.cut) changes.push({ kind: now.cut ? "cut" : "restore", ...place });
  if (now.value !== was.value && !now.cut) changes.push({ kind, ...place, value: now.value });
  return changes;
}

/**
 * What holds at a frame, as the panel's controls hold it.
 * @param {Run} run
 * @param {Frame} frame
 * @param {object|null} s the selected weight or bias
 */
function holding(run, { stretch, W, b }, s) {
  const was = {
    optimizer: stretch.optimizer,
    frozen: run.sizes.slice(1).map((_, k) => stretch.frozen.includes(k + 1)),
    cut: false,
  };
  for (const [kind] of NUMBERS) if (stretch[kind] !== undefined) was[kind] = stretch[kind];
  if (stretch.batch_size >= run.n_train) was.batch_size = 0;
  if (s?.kind === "weight") was.cut = heldBy({ ...stretch, frozen: [] }, s) === "cut";
  if (s)
    was.value = s.kind === "weight" ? W[s.layer][s.i * run.sizes[s.layer] + s.j] : b[s.layer][s.j];
  return was;
}

/**
 * @param {Element} parent
 * @param {Context} ctx
 * @param {(changes: Change[], branch: boolean) => void} send
 * @returns {{open: () => void, update: (frame: Frame) => void, destroy: () => void}}
 */
export function createIntervene(parent, ctx, send) {
  const wrap = make("span", "bpl-stops bpl-intervene", parent);
  const opener = button(wrap, "Intervene…", "", "intervene…", "bpl-quiet", () =>
    show(panel.hidden),
  );
  opener.setAttribute("aria-expanded", "false");
  const panel = make("div", "bpl-panel", wrap, {
    role: "dialog",
    "aria-label": "Intervene",
    "data-testid": "intervene",
  });
  panel.hidden = true;
  const head = make("strong", "", panel);
  const inputs = {};
  const row = (text) => {
    const label = make("label", "", panel);
    const name = make("span", "", label);
    name.textContent = text;
    return { label, name };
  };
  const numberIn = (label, key) => {
    const input = make("input", "", label, {
      type: "number",
      step: "any",
      "data-testid": `intervene-${key}`,
    });
    input.addEventListener("input", () => {
      dirty.add(key);
      mark();
    });
    return input;
  };
  const dirty = new Set();
  const rows = {};
  for (const [key, text] of NUMBERS) {
    rows[key] = row(text).label;
    inputs[key] = numberIn(rows[key], key);
  }
  const optimizer = make("select", "", row("optimizer").label, {
    "data-testid": "intervene-optimizer",
  });
  panel.insertBefore(optimizer.parentElement, rows.batch_size);
  for (const name of OPTIMIZERS)
    make("option", "", optimizer, { value: name }).textContent = spoken(name);
  optimizer.addEventListener("change", () => {
    dirty.add("optimizer");
    mark();
  });
  const layers = make("div", "bpl-intervene-row", panel, {
    role: "group",
    "aria-label": "Frozen layers",
  });
  const cell = make("div", "bpl-intervene-row", panel, { role: "group" });
  const cellName = make("span", "", cell);
  inputs.value = numberIn(cell, "value");
  inputs.value.setAttribute("aria-label", "New value of the selected number");
  const cut = button(cell, "Cut this connection", "", "cut", "bpl-toggle", () => {
    dirty.add("cut");
    press(cut, !pressed(cut));
    mark();
  });
  const none = make("small", "", panel);
  none.textContent = "Select a cell or an edge to set that weight, or to cut it.";
  const feet = make("div", "bpl-feet", panel);
  const branch = button(feet, "Branch from here", "", "Branch from here", "", () => finish(true));
  const apply = button(feet, "Apply", "", "Apply", "bpl-apply", () => finish(false));
  let [frame, run, freezers, was] = [null, null, [], null];

  const pressed = (toggle) => toggle.getAttribute("aria-pressed") === "true";
  const press = (toggle, on) => toggle.setAttribute("aria-pressed", String(on));
  const selected = () => (["weight", "bias"].includes(ctx.selection?.kind) ? ctx.selection : null);

  function build() {
    run = ctx.run;
    layers.replaceChildren();
    make("span", "", layers).textContent = "frozen layers";
    freezers = run.sizes.slice(1).map((_, k) => {
      const toggle = button(
        layers,
        `Freeze layer ${k + 1}`,
        "",
        String(k + 1),
        "bpl-toggle",
        () => {
          dirty.add(`layer ${k}`);
          press(toggle, !pressed(toggle));
          mark();
        },
      );
      toggle.title = `Keeps the weights and biases of layer ${k + 1} as they are. Its gradient is still computed, and handed on.`;
      return toggle;
    });
  }

  /** Write what holds into every control that nobody has touched. */
  function fill() {
    if (run !== ctx.run) {
      dirty.clear();
      build();
    }
    const s = selected();
    const key = `${s?.kind} ${s?.layer} ${s?.i} ${s?.j}`;
    if (cell.dataset.cell !== key) {
      dirty.delete("value");
      dirty.delete("cut");
      cell.dataset.cell = key;
    }
    was = holding(run, frame, s);
    setText(head, `At iteration ${frame.t}, before its update`);
    for (const [name] of NUMBERS) {
      rows[name].hidden = was[name] === undefined;
      if (!dirty.has(name) && was[name] !== undefined) inputs[name].value = String(was[name]);
    }
    if (!dirty.has("optimizer")) optimizer.value = was.optimizer;
    freezers.forEach((toggle, k) => {
      if (!dirty.has(`layer ${k}`)) press(toggle, was.frozen[k]);
    });
    [cell.hidden, none.hidden] = [!s, Boolean(s)];
    cut.hidden = s?.kind !== "weight";
    if (s) {
      setText(cellName, selectionName(run, s));
      inputs.value.setAttribute("aria-label", `Value of ${selectionName(run, s)}`);
    }
    if (s && !dirty.has("value")) inputs.value.value = String(was.value);
    if (!dirty.has("cut")) press(cut, was.cut);
    mark();
  }

  function changes() {
    const now = {
      optimizer: optimizer.value,
      frozen: freezers.map(pressed),
      cut: !cut.hidden && pressed(cut),
    };
    for (const [name] of NUMBERS)
      if (was[name] !== undefined)
        now[name] = dirty.has(name) ? inputs[name].valueAsNumber : was[name];
    if (was.value !== undefined)
      now.value = dirty.has("value") ? inputs.value.valueAsNumber : was.value;
    return changesOf(was, now, run, selected());
  }

  function mark() {
    const all = changes();
    const wrong = all.some(({ value }) => Number.isNaN(value));
    for (const input of Object.values(inputs))
      input.setAttribute(
        "aria-invalid",
        String(Number.isNaN(input.valueAsNumber) && !input.parentElement.hidden),
      );
    apply.disabled = wrong || all.length === 0;
    branch.disabled = apply.disabled;
    inputs.value.disabled = pressed(cut) && !cut.hidden;
  }

  function finish(aside) {
    const all = changes();
    show(false);
    send(all, aside);
  }

  function show(open, focus = inputs.learning_rate) {
    if (open && !frame) return;
    dirty.clear();
    panel.hidden = !open;
    wrap.toggleAttribute("data-open", open);
    opener.setAttribute("aria-expanded", String(open));
    if (open) fill();
    (open ? focus : opener).focus({ preventScroll: true });
    if (open) focus.select?.();
  }

  panel.addEventListener("keydown", (event) => {
    event.stopPropagation(); // what is typed here is no shortcut
    if (event.key === "Escape") show(false);
    else if (event.key === "Enter" && event.target.tagName === "INPUT" && !apply.disabled)
      finish(false);
    else return;
    event.preventDefault();
  });
  const outside = (event) => {
    // Cells and edges may be chosen while it is open.
    if (
      panel.hidden ||
      wrap.contains(event.target) ||
      parent.closest(".bpl")?.contains(event.target)
    )
      return;
    show(false);
  };
  document.addEventListener("pointerdown", outside);
  return {
    /** Open it at the selected weight or bias. */
    open: () => show(true, selected() ? inputs.value : undefined),
    update(shown) {
      frame = shown;
      setText(
        opener.lastChild,
        ctx.run.interventions.length
          ? `intervene… (${ctx.run.interventions.length})`
          : "intervene…",
      );
      if (!panel.hidden) fill();
    },
    destroy: () => document.removeEventListener("pointerdown", outside),
  };
}
