// The panel for interventions at the shown iteration. It shows the current choices and sends the
// changes as one message; Python makes another run of them. It keeps no state of the run.
import { button, choice, isPressed, make, setPressed, setText, textOf } from "../core/elements.js";
import { selectionName, spoken } from "../core/notation.js";
import { Popover } from "../core/popover.js";
import registries from "../core/registries.json" with { type: "json" };
import { changesBetween, NUMBERS, stateAt } from "./changes.js";
/** @import { Context, Run } from "../types.d.ts" */
/** @import { Frame } from "../run/frame.js" */
/** @import { Change, Parameter, Setting, State } from "./changes.js" */

/** @type {[string, string][]} */
const OPTIMIZERS = registries.optimizers.map((name) => [name, spoken(name)]);

export class InterventionPanel {
  #ctx;
  #send;
  #around;
  #popover;
  #head;
  #numbers;
  #optimizer;
  #layers;
  #cell;
  #none;
  #feet;
  /** @type {Set<string>} controls that the person has touched */
  #dirty = new Set();
  /** @type {Frame|null} what is on the screen */
  #frame = null;
  /** @type {Run|null} whose layers the toggles are for */
  #run = null;
  /** @type {HTMLButtonElement[]} freeze layers 1 to L */
  #freezers = [];

  /**
   * @param {Element} parent
   * @param {Context} ctx
   * @param {(changes: Change[], branch: boolean) => void} send branch: beside this run, not instead
   */
  constructor(parent, ctx, send) {
    this.#ctx = ctx;
    this.#send = send;
    this.#around = make("span", "bpl-stops bpl-intervene", parent);
    this.#popover = new Popover(this.#around, {
      name: "Intervene…",
      look: { text: "intervene…", className: "bpl-quiet" },
      label: "Intervene",
      testid: "intervene",
      selects: true,
      ready: () => this.#frame !== null,
      toggled: (open) => this.#toggled(open),
      first: () => this.#numbers.learning_rate.field,
      spares: (target) => parent.closest(".bpl")?.contains(target) ?? false, // cells may be chosen
    });
    const { panel } = this.#popover;
    this.#head = make("strong", "", panel);
    this.#numbers = this.#createNumbers(panel);
    this.#optimizer = this.#createOptimizer(panel);
    this.#layers = make("div", "bpl-intervene-row", panel, {
      role: "group",
      "aria-label": "Frozen layers",
    });
    this.#cell = this.#createCell(panel);
    this.#none = make("small", "", panel);
    this.#none.textContent = "Select a cell or an edge to set that weight, or to cut it.";
    this.#feet = this.#createFeet(panel);
    panel.addEventListener("keydown", (event) => this.#pressed(event));
  }

  /** Open it at the selected weight or bias. */
  open() {
    this.#popover.show(true, this.#selected ? this.#cell.value : undefined);
  }

  /** @param {Frame} frame */
  update(frame) {
    this.#frame = frame;
    const { length } = this.#ctx.run.interventions;
    setText(textOf(this.#popover.opener), length ? `intervene… (${length})` : "intervene…");
    if (this.#popover.isOpen) this.#fill(frame);
  }

  destroy() {
    this.#popover.destroy();
  }

  /** @returns {Parameter|null} */
  get #selected() {
    const { selection } = this.#ctx;
    return selection?.kind === "weight" || selection?.kind === "bias" ? selection : null;
  }

  /** @param {boolean} open */
  #toggled(open) {
    this.#dirty.clear();
    this.#around.toggleAttribute("data-open", open);
    if (open && this.#frame) this.#fill(this.#frame);
  }

  /** @param {string} control that the person has touched */
  #touch(control) {
    this.#dirty.add(control);
    this.#mark();
  }

  /**
   * @param {Element} parent
   * @param {string} name
   */
  #createNumber(parent, name) {
    const field = make("input", "", parent, {
      type: "number",
      step: "any",
      "data-testid": `intervene-${name}`,
    });
    field.addEventListener("input", () => this.#touch(name));
    return field;
  }

  /** @param {Element} panel */
  #createNumbers(panel) {
    const made = NUMBERS.map(([name, text]) => {
      const row = make("label", "", panel);
      make("span", "", row).textContent = text;
      return [name, { row, field: this.#createNumber(row, name) }];
    });
    /** @type {Record<Setting, {row: HTMLElement, field: HTMLInputElement}>} */
    const numbers = Object.fromEntries(made);
    return numbers;
  }

  /** @param {Element} panel */
  #createOptimizer(panel) {
    const row = make("label", "");
    make("span", "", row).textContent = "optimizer";
    panel.insertBefore(row, this.#numbers.batch_size.row);
    const attributes = { "data-testid": "intervene-optimizer" };
    return choice(row, "", attributes, OPTIMIZERS, () => this.#touch("optimizer"));
  }

  /** @param {Element} panel */
  #createCell(panel) {
    const row = make("div", "bpl-intervene-row", panel, { role: "group" });
    const name = make("span", "", row);
    const value = this.#createNumber(row, "value");
    value.setAttribute("aria-label", "New value of the selected number");
    const toggle = () => {
      setPressed(cut, !isPressed(cut));
      this.#touch("cut");
    };
    const cut = button(row, "Cut this connection", toggle, {
      text: "cut",
      className: "bpl-toggle",
    });
    return { row, name, value, cut };
  }

  /** @param {Element} panel */
  #createFeet(panel) {
    const feet = make("div", "bpl-feet", panel);
    const branch = button(feet, "Branch from here", () => this.#finish(true), {
      text: "Branch from here",
    });
    const apply = button(feet, "Apply", () => this.#finish(false), {
      text: "Apply",
      className: "bpl-apply",
    });
    return { branch, apply };
  }

  /** @param {number[]} sizes */
  #createFreezers(sizes) {
    this.#layers.replaceChildren();
    make("span", "", this.#layers).textContent = "frozen layers";
    this.#freezers = sizes.slice(1).map((_, k) => {
      const toggle = () => {
        setPressed(freezer, !isPressed(freezer));
        this.#touch(`layer ${k}`);
      };
      const freezer = button(this.#layers, `Freeze layer ${k + 1}`, toggle, {
        text: String(k + 1),
        className: "bpl-toggle",
      });
      freezer.title = `Keeps the weights and biases of layer ${k + 1} as they are. Its gradient is still computed, and passed on.`;
      return freezer;
    });
  }

  /**
   * Write the current choices into all untouched controls.
   * @param {Frame} frame
   */
  #fill(frame) {
    if (this.#run !== this.#ctx.run) {
      this.#run = this.#ctx.run;
      this.#dirty.clear();
      this.#createFreezers(this.#run.sizes);
    }
    this.#fillCell(frame);
    const was = this.#was(frame);
    setText(this.#head, `At iteration ${frame.t}, before its update`);
    for (const [name] of NUMBERS) {
      const { row, field } = this.#numbers[name];
      const value = was.numbers[name];
      row.hidden = value === undefined;
      if (!this.#dirty.has(name) && value !== undefined) field.value = String(value);
    }
    if (!this.#dirty.has("optimizer")) this.#optimizer.value = was.optimizer;
    this.#freezers.forEach((freezer, k) => {
      if (!this.#dirty.has(`layer ${k}`)) setPressed(freezer, was.frozen[k]);
    });
    this.#mark();
  }

  /**
   * The same for the selected parameter.
   * @param {Frame} frame
   */
  #fillCell(frame) {
    const selected = this.#selected;
    const { row, name, value, cut } = this.#cell;
    const key = JSON.stringify(selected);
    if (row.dataset.cell !== key) {
      row.dataset.cell = key;
      this.#dirty.delete("value");
      this.#dirty.delete("cut");
    }
    row.hidden = !selected;
    this.#none.hidden = Boolean(selected);
    cut.hidden = selected?.kind !== "weight";
    if (!selected) return;
    const was = this.#was(frame);
    setText(name, selectionName(this.#ctx.run, selected));
    value.setAttribute("aria-label", `Value of ${name.textContent}`);
    if (!this.#dirty.has("value")) value.value = String(was.value);
    if (!this.#dirty.has("cut")) setPressed(cut, was.cut);
  }

  /**
   * @param {Frame} frame
   * @returns {State}
   */
  #was(frame) {
    return stateAt(this.#ctx.run, frame, this.#selected);
  }

  /** @returns {Change[]} what the controls say, against what holds */
  #changes() {
    if (!this.#frame) return [];
    const was = this.#was(this.#frame);
    const { value, cut } = this.#cell;
    /** @type {State} */
    const now = {
      numbers: { ...was.numbers },
      optimizer: this.#optimizer.value,
      frozen: this.#freezers.map(isPressed),
      cut: !cut.hidden && isPressed(cut),
      value: this.#dirty.has("value") ? value.valueAsNumber : was.value,
    };
    for (const [name] of NUMBERS)
      if (was.numbers[name] !== undefined && this.#dirty.has(name))
        now.numbers[name] = this.#numbers[name].field.valueAsNumber;
    return changesBetween(was, now, this.#ctx.run, this.#selected);
  }

  /** Mark invalid controls, and enable Apply if there is a change. */
  #mark() {
    const changes = this.#changes();
    const { row, value, cut } = this.#cell;
    const fields = [...Object.values(this.#numbers), { row, field: value }];
    for (const { row: around, field } of fields)
      field.setAttribute(
        "aria-invalid",
        String(Number.isNaN(field.valueAsNumber) && !around.hidden),
      );
    const wrong = changes.some((change) => Number.isNaN(change.value));
    for (const foot of Object.values(this.#feet)) foot.disabled = wrong || changes.length === 0;
    value.disabled = isPressed(cut) && !cut.hidden;
  }

  /** @param {boolean} branch */
  #finish(branch) {
    const changes = this.#changes();
    this.#popover.show(false);
    this.#send(changes, branch);
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    const inField = event.target instanceof HTMLInputElement;
    if (event.key !== "Enter" || !inField || this.#feet.apply.disabled) return;
    event.preventDefault();
    this.#finish(false);
  }
}
