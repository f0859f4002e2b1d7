// The controller of the Compare page: several runs on one clock.
import { listen } from "../core/events.js";
import { ofSeveral, Requests } from "../run/requests.js";
import { TraceStore, unpack } from "../run/trace.js";
import { Instrument } from "../train/instrument.js";
import { Messages } from "../train/messages.js";
import { Transport } from "../train/transport.js";
import { JoinedStore } from "./joined_store.js";
import { CompareViews } from "./views.js";
/** @import { Header, Palette, Plotly, SetHeader, SetupBlocks, TraceBlocks } from "../types.d.ts" */
/** @import { Python } from "../core/mounting.js" */
/** @import { Incoming } from "../train/instrument.js" */

/** @typedef {Incoming<JoinedStore> & {header: SetHeader}} Next */

/**
 * A stretch of a run, as it comes in a message about a set.
 * @typedef {{header: Header, blocks: TraceBlocks & SetupBlocks, bytes: number}} Trace
 */

/** @extends {Instrument<JoinedStore, Next>} */
export class CompareController extends Instrument {
  /** @type {Plotly|null} once it is here */
  Plotly = null;
  /** @type {Map<string, TraceStore>} by run; `store` joins those of the set */
  #runs = new Map();
  #views;

  /**
   * @param {HTMLElement} root
   * @param {Palette} palette
   * @param {Promise<Plotly>} plotly
   * @param {Python} python
   */
  constructor(root, palette, plotly, python) {
    super(root, palette, python, new Requests(python.more, ofSeveral));
    const playOrPause = () => {
      if (this.playing) this.pause();
      else this.play();
    };
    const commands = this.onceThere({
      ...this.moves((t) => this.goTo(t), playOrPause),
      walkForward: () => {}, // Compare has no walk
      walkBack: () => {},
      leaveWalk: () => {},
      isWalking: () => false,
    });
    this.transport = new Transport(root, commands);
    this.#views = new CompareViews(root, this, this.rests);
    this.views = this.#views;
    this.messages = new Messages(root);
    this.cleanUps.push(
      listen("check", (norms) => {
        const ours = norms.run === this.store?.run.id;
        if (ours && "norms" in norms) this.#views.receiveExact(norms);
      }),
    );
    this.start(this, commands, plotly);
  }

  /** @param {Plotly} Plotly */
  takePlotly(Plotly) {
    this.Plotly = Plotly;
  }

  /**
   * A message from Python: the set, and stretches of its runs.
   * @param {ArrayBuffer|Uint8Array} data
   */
  receive(data) {
    const { header, traces } = takeApart(data);
    const now = performance.now();
    const lacking = traces.filter((trace) => !this.#take(trace)).map((trace) => trace.header.run);
    if (header.set !== this.store?.run.id) this.#meet(header, now);
    else {
      this.expect(null); // back to the shown set before another one arrived
      this.#views.setEntries(header.runs);
    }
    if (lacking.length) this.requests.setups(header.set, lacking, header.show, now);
    const waitingFor = this.incoming?.store ?? this.store;
    if (waitingFor) this.requests.arrived(waitingFor);
    this.draw();
  }

  /**
   * @param {Trace} trace
   * @returns {boolean} whether it could be taken: the run is known, or its setup is there
   */
  #take({ header, blocks, bytes }) {
    const { run, setup } = header;
    let store = this.#runs.get(run);
    if (!store && !setup) return false;
    if (!store && setup) store = new TraceStore({ ...header, setup }, blocks);
    if (!store) return false;
    this.#runs.set(run, store);
    store.add(header, blocks, bytes, this.target ?? this.t);
    return true;
  }

  /**
   * Another set is to be shown.
   * @param {SetHeader} header
   * @param {number} now ms
   */
  #meet(header, now) {
    const found = header.runs.map(({ run }) => this.#runs.get(run));
    const stores = found.filter((store) => store !== undefined);
    if (stores.length < found.length) {
      const missing = header.runs.filter((_, k) => !found[k]).map(({ run }) => run);
      this.requests.setups(header.set, missing, header.show, now);
      return;
    }
    const store = new JoinedStore(header.set, stores);
    const here = this.target ?? this.t;
    const show = this.store ? here : header.show; // the clock keeps its iteration when a run is added or removed
    this.expect({ header, store, show: Math.min(show, store.end) });
  }

  /**
   * Replace the old set by the new one.
   * @param {Next} next
   */
  adopt({ header, store, show }) {
    this.stand(store, show);
    const kept = new Set(store.stores.map(({ run }) => run.id));
    for (const run of this.#runs.keys()) if (!kept.has(run)) this.#runs.delete(run);
    this.#views.setRuns(store, header.runs);
    Object.assign(this.root.dataset, { ready: "true", set: header.set });
  }

  /** @param {boolean} moving */
  paint(moving) {
    const { here: store, t, playing } = this;
    const frames = store.frames(t);
    if (!frames) return;
    const target = this.target ?? t;
    this.transport.update({ t, store, target, playing, words: () => store.stepName(t) });
    this.#views.draw({ t, frames }, moving);
  }
}

/**
 * The set's header, and the traces behind it.
 * @param {ArrayBuffer|Uint8Array} data
 * @returns {{header: SetHeader, traces: Trace[]}}
 */
function takeApart(data) {
  const bytes = data instanceof ArrayBuffer ? new Uint8Array(data) : data;
  /** @type {{header: SetHeader}} */
  const { header } = unpack(bytes);
  const start = 4 + new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
  const traces = header.runs.flatMap(({ at }) => {
    if (!at) return [];
    const [offset, length] = at;
    return [unpack(bytes.subarray(start + offset, start + offset + length))];
  });
  return { header, traces };
}
