// The choices beside the instrument: a form that changes the experiment's query. choices.json lists
// the choices.

/**
 * @typedef
 *   {{name: string, label: string, help: string, kind: "select"|"number"|"text", wide?: boolean, options?: [string, string][], min?: number, max?: number, step?: number|"any", placeholder?: string}}
 *   Choice
 */

/**
 * @param {HTMLFormElement} form
 * @param {Choice[]} choices
 * @param {(name: string, value: string) => void} chosen
 * @returns {{show: (values: Record<string, string>) => void, enable: (on: boolean) => void}}
 */
export function createChoices(form, choices, chosen) {
  const fields = new Map();
  for (const choice of choices) {
    const place = form.appendChild(document.createElement("div"));
    place.className = choice.wide ? "wide" : "";
    place.title = choice.help;
    const field = document.createElement(choice.kind === "select" ? "select" : "input");
    const label = Object.assign(document.createElement("label"), {
      textContent: choice.label,
      htmlFor: `choice-${choice.name}`,
    });
    Object.assign(field, { id: label.htmlFor, name: choice.name });
    place.append(label, field);
    if (field instanceof HTMLSelectElement)
      for (const [value, text] of choice.options ?? []) field.add(new Option(text, value));
    else {
      field.type = choice.kind;
      for (const name of ["min", "max", "step", "placeholder"])
        if (choice[name] !== undefined) field[name] = String(choice[name]);
    }
    field.addEventListener("change", () => {
      if (field.reportValidity()) chosen(choice.name, field.value.trim());
    });
    fields.set(choice.name, field);
  }
  form.addEventListener("submit", (event) => event.preventDefault());
  return {
    show(values) {
      for (const [name, field] of fields) {
        const value = values[name] ?? "";
        if (field instanceof HTMLSelectElement) offer(field, value);
        field.value = value;
      }
    },
    enable: (on) => {
      for (const field of fields.values()) field.disabled = !on;
    },
  };
}

/**
 * Add an option for a value that is not among the options, for as long as it is shown.
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
 * @param {Record<string, string>} query the experiment's
 * @param {string} name
 * @param {string} value
 * @param {{fields: Record<string, any>, presets: {name: string, query: Record<string, string>}[]}}
 *   known
 */
export function changed(query, name, value, { fields, presets }) {
  if (name === "preset")
    return { ...(presets.find((preset) => preset.name === value)?.query ?? query) };
  const next = { ...query, [name]: value };
  if (name === "activation") {
    delete next.activation;
    next.activations = fields.hidden.map(() => value).join(",");
  }
  if (name === "hidden") {
    const names = value
      .split(",")
      .map((_, layer) => fields.activations[layer] ?? fields.activations.at(-1) ?? "tanh");
    next.activations = value === "" ? "" : names.join(",");
  }
  return next;
}

/**
 * The values that the form shows for an experiment.
 * @param {{fields: Record<string, any>, preset: string|null}} described
 */
export function shown({ fields, preset }) {
  const one = new Set(fields.activations).size <= 1;
  return {
    ...Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [name, value === null ? "" : String(value)]),
    ),
    preset: preset ?? "",
    activation: one ? (fields.activations[0] ?? "") : fields.activations.join(","),
  };
}
