// The Train page without a server. The presets' first stretches were computed when the page was
// built, so that it opens with a run; everything else comes from Python in the worker.
import { Choices, changed, shown } from "./choices.js";
import { Engine, newestOnly } from "./engine.js";
import { listen, say } from "./js/core/events.js";
import { mount } from "./js/train/live_view.js";
/** @import { Standing } from "./js/types.d.ts" */
/** @import { Described, Known, Query } from "./types.d.ts" */

const plotlyUrl = new URL("plotly.min.js", import.meta.url).href;

/** @param {string} id */
function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`The page has no ${id}.`);
  return element;
}

class StaticPage {
  /** @type {Described|null} the run on the screen */
  #now = null;
  #ready = false; // Python answers
  #known;
  #engine;
  #form;

  /** @param {Known} known */
  constructor(known) {
    this.#known = known;
    const form = /** @type {HTMLFormElement} */ (byId("form"));
    this.#form = new Choices(form, known.choices, (name, value) => {
      if (this.#now) this.#go(this.#now, changed(this.#now, name, value, known.presets));
    });
    this.#form.enable(false);
    this.#engine = new Engine({
      stage: (text) => sayOfPython(text, "loading"),
      ready: () => this.#begin(),
      failed: (reason) =>
        sayOfPython(
          `Python could not be started: ${reason}. Steps within what is shown still work; reload to try again.`,
          "failed",
        ),
    });
    listen("standing", (standing) => this.#stands(standing));
    addEventListener("popstate", () => void this.open(location.search));
  }

  #begin() {
    this.#ready = true;
    sayOfPython("Python runs in this page.", "ready");
    this.#form.enable(true);
    void this.open(location.search);
  }

  /**
   * Open the run of an address: at once where it is a preset's, else as soon as Python has it.
   * @type {(search: string) => Promise<void>}
   */
  open = newestOnly(async (search) => {
    if (!this.#ready) {
      await this.#openPreset(search);
      return;
    }
    try {
      const { bytes, ...described } = await this.#engine.call("open", search);
      this.#describe(described);
      this.#draw(bytes);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      tell([`The run of this address could not be opened: ${reason}. Choose a preset to go on.`]);
    }
  });

  /** @type {(message: any) => Promise<void>} what the instrument asks for */
  #more = newestOnly(async (message) => {
    if (message.run !== this.#now?.run) return;
    const { bytes } = await this.#engine.call("answer", JSON.stringify(message));
    if (bytes.length && message.run === this.#now?.run) this.#draw(bytes);
  });

  /** @type {(message: any) => Promise<void>} the run that the instrument asks for */
  #intervene = newestOnly(async (message) => {
    const answer = await this.#engine.call("intervene", JSON.stringify(message));
    if (answer.sentence) tell([answer.sentence]);
    if (answer.query && this.#now) this.#go(this.#now, answer.query, answer.iteration);
  });

  /** @type {(standing: Standing) => Promise<void>} */
  #check = newestOnly(async (standing) => {
    if (standing.run !== this.#now?.run) return;
    const { bytes: _, ...report } = await this.#engine.call("check", JSON.stringify(standing));
    if (report.run) say("check", report);
  });

  /**
   * Give the instrument what has come for it.
   * @param {Uint8Array} data
   */
  #draw(data) {
    const component = {
      parentElement: byId("live"),
      data,
      setStateValue: () => {},
      setTriggerValue: (/** @type {string} */ name, /** @type {any} */ message) => {
        if (name === "intervene") this.#intervene(message);
        else this.#more(message);
      },
    };
    mount(component, { plotlyUrl });
  }

  /** @param {Standing} standing where the picture rests */
  #stands(standing) {
    if (!this.#now || standing.run !== this.#now.run) return;
    history.replaceState(null, "", address(this.#now.query, standing.iteration));
    if (!standing.checked) this.#check(standing);
  }

  /**
   * @param {Described} now
   * @param {Query} query
   * @param {number} [iteration]
   */
  #go(now, query, iteration = 0) {
    now.query = query; // a second change on the heels of the first builds on it
    history.pushState(null, "", address(query, iteration));
    void this.open(location.search);
  }

  /**
   * Write about the run: choices, summary, what could not be taken.
   * @param {Described} described
   */
  #describe(described) {
    this.#now = { ...described }; // its query is written anew, a preset's stays
    this.#form.show(shown(described));
    byId("summary").textContent = described.summary;
    document.title = `${described.summary} · Backprop Lab`;
    tell(described.sentences);
  }

  /** @param {string} search */
  async #openPreset(search) {
    const { t = "0", ...query } = Object.fromEntries(new URLSearchParams(search));
    const text = (/** @type {Query} */ one) => JSON.stringify(Object.entries(one).sort());
    const preset = this.#known.presets.find((one) => text(one.query) === text(query));
    if (!preset || !/^\d{1,6}$/.test(t) || Number(t) > preset.last) return;
    const bytes = new Uint8Array(await (await fetch(preset.file)).arrayBuffer());
    if (this.#ready) return; // Python was faster
    this.#describe(preset);
    this.#draw(withShow(bytes, Number(t)));
  }
}

/**
 * @param {string} text
 * @param {"loading"|"ready"|"failed"} state
 */
function sayOfPython(text, state) {
  const element = byId("engine");
  element.textContent = text;
  element.dataset.state = state;
}

/** @param {string[]} sentences what could not be done, and why */
function tell(sentences) {
  const list = byId("sentences");
  const entries = sentences.map((text) => {
    const entry = document.createElement("li");
    entry.textContent = text;
    return entry;
  });
  list.replaceChildren(...entries);
  list.hidden = sentences.length === 0;
}

/**
 * @param {Query} query
 * @param {number} iteration
 */
function address(query, iteration) {
  const parts = new URLSearchParams(query);
  if (iteration) parts.set("t", String(iteration));
  return parts.size ? `?${parts}` : location.pathname;
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

if (matchMedia("(max-width: 1000px)").matches) byId("choices").toggleAttribute("open", false);
const page = new StaticPage(await (await fetch("choices.json")).json());
void page.open(location.search);
