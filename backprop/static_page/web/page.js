// The Train page without a server. The presets' first stretches were computed when the page was
// built, so that it opens with a run; everything else comes from Python in the worker.
import { changed, createChoices, shown } from "./choices.js";
import { Engine, newestOnly } from "./engine.js";
import { mount } from "./js/train/live_view.js";

const byId = (id) => document.getElementById(id);
const { choices, presets } = await (await fetch("choices.json")).json();
const plotlyUrl = new URL("plotly.min.js", import.meta.url).href;

/**
 * What Python says of the run on the screen.
 * @type
 *   {{run: string, query: Record<string, string>, fields: Record<string, any>, preset: string|null, summary: string, sentences: string[]}|null}
 */
let now = null;
let ready = false;

const engine = new Engine({
  stage: (text) => say(text, "loading"),
  ready: () => {
    ready = true;
    say("Python runs in this page.", "ready");
    form.enable(true);
    void open(location.search);
  },
  failed: (reason) =>
    say(
      `Python could not be started: ${reason}. You can still step through these iterations; reload to try again.`,
      "failed",
    ),
});
const form = createChoices(byId("form"), choices, (name, value) => {
  if (now) go(changed(now.query, name, value, { fields: now.fields, presets }));
});

function say(text, state) {
  byId("engine").textContent = text;
  byId("engine").dataset.state = state;
}

/**
 * Give the instrument what has come for it.
 * @param {Uint8Array} data
 */
function draw(data) {
  mount(
    {
      parentElement: byId("live"),
      data,
      setStateValue: () => {},
      setTriggerValue: (name, message) =>
        name === "intervene" ? intervene(message) : more(message),
    },
    { plotlyUrl },
  );
}

const more = newestOnly(async (message) => {
  if (message.run !== now?.run) return;
  const { bytes } = await engine.call("answer", JSON.stringify(message));
  if (bytes.length && message.run === now.run) draw(bytes);
});

const intervene = newestOnly(async (message) => {
  const { query, iteration, sentence } = await engine.call("intervene", JSON.stringify(message));
  if (sentence) tell([sentence]);
  if (query) go(query, iteration);
});

const check = newestOnly(async (standing) => {
  if (standing.run !== now?.run) return;
  const { bytes: _, ...detail } = await engine.call("check", JSON.stringify(standing));
  if (detail.run) document.dispatchEvent(new CustomEvent("backprop:check", { detail }));
});

document.addEventListener("backprop:standing", ({ detail }) => {
  if (detail.run !== now?.run) return;
  history.replaceState(null, "", address(now.query, detail.iteration));
  if (!detail.checked) check(detail);
});

function address(query, iteration) {
  const text = new URLSearchParams({
    ...query,
    ...(iteration ? { t: String(iteration) } : {}),
  }).toString();
  return text ? `?${text}` : location.pathname;
}

function go(query, iteration = 0) {
  now.query = query; // a second change on the heels of the first builds on it
  history.pushState(null, "", address(query, iteration));
  void open(location.search);
}

/** Describe the run: choices, summary, and sentences about what was rejected. */
function describe(said) {
  now = said;
  form.show(shown(said));
  byId("summary").textContent = said.summary;
  document.title = `${said.summary} · Backprop Lab`;
  tell(said.sentences);
}

/** @param {string[]} sentences what could not be done, and why */
function tell(sentences) {
  byId("sentences").replaceChildren(
    ...sentences.map((text) => Object.assign(document.createElement("li"), { textContent: text })),
  );
  byId("sentences").hidden = sentences.length === 0;
}

/** Open the run of an address: at once where it is a preset's, else as soon as Python has it. */
const open = newestOnly(async (search) => {
  if (!ready) return openPreset(search);
  try {
    const { bytes, ...said } = await engine.call("open", search);
    describe(said);
    draw(bytes);
  } catch (error) {
    tell([
      `The run of this address could not be opened: ${error.message}. Choose a preset to continue.`,
    ]);
  }
});

async function openPreset(search) {
  const { t = "0", ...query } = Object.fromEntries(new URLSearchParams(search));
  const same = (one, other) =>
    JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(other).sort());
  const preset = presets.find((known) => same(known.query, query));
  if (!preset || !/^\d{1,6}$/.test(t) || Number(t) > preset.last) return;
  const bytes = new Uint8Array(await (await fetch(preset.file)).arrayBuffer());
  if (ready) return; // Python was faster
  describe(preset);
  draw(withShow(bytes, Number(t)));
}

/**
 * The same trace with another iteration to show first.
 * @param {Uint8Array} bytes
 * @param {number} show
 * @returns {Uint8Array}
 */
function withShow(bytes, show) {
  const length = new DataView(bytes.buffer).getUint32(0, true);
  const header = { ...JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length))), show };
  const text = new TextEncoder().encode(JSON.stringify(header));
  const size = text.length + ((8 - ((text.length + 4) % 8)) % 8);
  const made = new Uint8Array(4 + size + bytes.length - 4 - length).fill(32, 4, 4 + size);
  new DataView(made.buffer).setUint32(0, size, true);
  made.set(text, 4);
  made.set(bytes.subarray(4 + length), 4 + size);
  return made;
}

addEventListener("popstate", () => void open(location.search));
if (matchMedia("(max-width: 1000px)").matches) byId("choices").open = false;
form.enable(false);
void open(location.search);
