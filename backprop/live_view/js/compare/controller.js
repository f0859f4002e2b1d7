// The controller of the Compare page: several runs on one clock.
import { listen } from "../core/events.js";
import { ofSeveral, Requests } from "../run/requests.js";
import { TraceStore, unpack } from "../run/trace.js";
import { Instrument } from "../train/instrument.js";
import { Messages } from "../train/messages.js";
import { Transport } from "../train/transport.js";
import { JoinedStore } from "./joined_store.js";
import { createCompareViews } from "./views.js";
/** @import { Palette } from "../types.d.ts" */

/**
 * @typedef {Object} RunEntry what Python says of a run of the set
 * @property {string} run its id
 * @property {string} name
 * @property {[string, string][]} own what only it has: label and value
 * @property {string} full the whole run in words
 * @property {[number, number]|null} at offset and length of its trace in the message
 */

export class CompareController extends Instrument {
  /**
   * @param {HTMLElement} root
   * @param {Palette} palette
   * @param {Promise<object>} plotly
   * @param
   *   {{more: (message: object) => void, picked: (message: object) => void, standing: (state: object) => void}}
   *   python
   */
  constructor(root, palette, plotly, python) {
    super(root, palette, python, new Requests(python.more, ofSeveral));
    this.Plotly = null;
    /** @type {Map<string, TraceStore>} by run; `store` joins those of the set */
    this.runs = new Map();
    const playOrPause = () => {
      if (this.playing) this.pause();
      else this.play();
    };
    const noWalk = {
      walkForward: () => {},
      walkBack: () => {},
      leaveWalk: () => {},
      isWalking: () => false,
    };
    const commands = this.onceThere({ ...this.moves((t) => this.goTo(t), playOrPause), ...noWalk });
    this.transport = new Transport(root, commands);
    this.views = createCompareViews(root, this, this.rests);
    this.messages = new Messages(root);
    this.cleanUps.push(
      listen("check", (norms) => {
        if (norms.run === this.store?.run.id) this.views.receiveExact(norms);
      }),
    );
    this.start(this, commands, plotly);
  }

  takePlotly(Plotly) {
    this.Plotly = Plotly;
  }

  /**
   * A message from Python: the set, and stretches of its runs.
   * @param {ArrayBuffer|Uint8Array} data
   */
  receive(data) {
    const { header, traces } = takeApart(data);
    const lacking = [];
    for (const trace of traces) {
      const { header: about, blocks, bytes } = trace;
      const known = this.runs.get(about.run);
      if (!known && !about.setup) {
        lacking.push(about.run);
        continue;
      }
      const store = known ?? new TraceStore(about, blocks);
      this.runs.set(about.run, store);
      store.add(about, blocks, bytes, this.target ?? this.t);
    }
    const now = performance.now();
    if (header.set !== this.store?.run.id) this.#meet(header, now);
    else {
      this.incoming = null; // back to the set on the screen before another one came
      this.views.setEntries(header.runs);
    }
    if (lacking.length) this.requests.setups(header.set, lacking, header.show, now);
    const waitingFor = this.incoming?.store ?? this.store;
    if (waitingFor) this.requests.arrived(waitingFor);
    this.draw();
  }

  /** Another set is to be shown. */
  #meet(header, now) {
    const stores = header.runs.map(({ run }) => this.runs.get(run));
    if (stores.some((store) => !store)) {
      this.requests.setups(
        header.set,
        header.runs.filter((_, k) => !stores[k]).map(({ run }) => run),
        header.show,
        now,
      );
      return;
    }
    const store = new JoinedStore(header.set, stores);
    const show = this.store ? (this.target ?? this.t) : header.show; // the clock goes on when a run comes or goes
    this.incoming = { header, store, show: Math.min(show, store.end) };
  }

  /** The new set takes the place of the old one. */
  adopt({ header, store, show }) {
    this.stand(store, show);
    for (const run of this.runs.keys())
      if (!store.stores.some((one) => one.run.id === run)) this.runs.delete(run);
    this.views.setRuns(store, header.runs);
    Object.assign(this.root.dataset, { ready: "true", set: header.set });
  }

  paint(moving) {
    const { store, t } = this;
    if (!store.has(t)) return;
    this.transport.update({
      t,
      store,
      target: this.target ?? t,
      playing: this.playing,
      words: () => store.stepName(t),
    });
    this.views.draw(t, store.frames(t), moving);
  }

  standing() {
    return {};
  }
}

/**
 * The set's header, and the traces behind it.
 * @param {ArrayBuffer|Uint8Array} data
 */
function takeApart(data) {
  const bytes = data instanceof ArrayBuffer ? new Uint8Array(data) : data;
  const { header } = unpack(bytes);
  const start = 4 + new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
  const own = header.runs.filter(({ at }) => at);
  return {
    header,
    traces: own.map(({ at: [offset, length] }) =>
      unpack(bytes.subarray(start + offset, start + offset + length)),
    ),
  };
}
