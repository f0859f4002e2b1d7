// The choices beside the instrument: a form that writes an experiment's query. Which there are,
// choices.json says.
/** @import { Choice, Described, Preset, Query } from "./types.d.ts" */

/** @typedef {HTMLSelectElement|HTMLInputElement} Field */

export class Choices {
  /** @type {Map<string, Field>} by name */
  #fields = new Map();

  /**
   * @param {HTMLFormElement} form
   * @param {Choice[]} choices
   * @param {(name: string, value: string) => void} chosen
   */
  constructor(form, choices, chosen) {
    for (const choice of choices) {
      const field = choice.kind === "select" ? createSelect(choice) : createInput(choice);
      field.id = `choice-${choice.name}`;
      field.name = choice.name;
      field.addEventListener("change", () => {
        if (field.reportValidity()) chosen(choice.name, field.value.trim());
      });
      this.#fields.set(choice.name, field);
      form.append(labelled(field, choice));
    }
    form.addEventListener("submit", (event) => event.preventDefault());
  }

  /** @param {Record<string, string>} values by name */
  show(values) {
    for (const [name, field] of this.#fields) {
      const value = values[name] ?? "";
      if (field instanceof HTMLSelectElement) offer(field, value);
      field.value = value;
    }
  }

  /** @param {boolean} on */
  enable(on) {
    for (const field of this.#fields.values()) field.disabled = !on;
  }
}

/** @param {Choice} choice */
function createSelect({ options = [] }) {
  const field = document.createElement("select");
  for (const [value, text] of options) field.add(new Option(text, value));
  return field;
}

/** @param {Choice} choice */
function createInput({ kind, min, max, step, placeholder }) {
  const field = document.createElement("input");
  field.type = kind;
  if (min !== undefined) field.min = String(min);
  if (max !== undefined) field.max = String(max);
  if (step !== undefined) field.step = String(step);
  if (placeholder !== undefined) field.placeholder = placeholder;
  return field;
}

/**
 * @param {Field} field
 * @param {Choice} choice
 */
function labelled(field, { label: text, help, wide }) {
  const place = document.createElement("div");
  place.className = wide ? "wide" : "";
  place.title = help;
  const label = document.createElement("label");
  label.textContent = text;
  label.htmlFor = field.id;
  place.append(label, field);
  return place;
}

/**
 * A value that is none of the options gets one for as long as it is shown.
 * @param {HTMLSelectElement} field
 * @param {string} value
 */
function offer(field, value) {
  for (const option of [...field.options])
    if (option.dataset.own && option.value !== value) option.remove();
  if ([...field.options].some((option) => option.value === value)) return;
  const own = new Option(value === "" ? "your own choices" : value.replaceAll(",", ", "), value);
  own.dataset.own = "true";
  field.add(own, 0);
}

/**
 * The query after one change.
 * @param {Described} now the run
 * @param {string} name
 * @param {string} value
 * @param {Preset[]} presets
 * @returns {Query}
 */
export function changed({ query, fields }, name, value, presets) {
  if (name === "preset")
    return { ...(presets.find((preset) => preset.name === value)?.query ?? query) };
  const next = { ...query, [name]: value };
  if (name === "activation") {
    delete next.activation;
    next.activations = fields.hidden.map(() => value).join(",");
  }
  if (name === "hidden") {
    const { activations } = fields;
    const last = activations[activations.length - 1] ?? "tanh";
    const names = value.split(",").map((_, layer) => activations[layer] ?? last);
    next.activations = value === "" ? "" : names.join(",");
  }
  return next;
}

/**
 * What the form shows of a run.
 * @param {Described} described
 * @returns {Record<string, string>}
 */
export function shown({ fields, preset }) {
  const { activations } = fields;
  const alike = new Set(activations).size <= 1;
  const texts = Object.entries(fields).map(([name, value]) => [
    name,
    value === null ? "" : String(value),
  ]);
  return {
    ...Object.fromEntries(texts),
    preset: preset ?? "",
    activation: alike ? (activations[0] ?? "") : activations.join(","),
  };
}
