// The controller of several runs: one clock for all of them. As on the Train page, only a person's commands, play's
// frames and Python's answers change the state, and it is drawn once an animation frame.
import { createCompareViews } from "./compare_views.js";
import { JoinedRequests } from "./joined_requests.js";
import { JoinedStore } from "./joined_store.js";
import { listenToKeys } from "./keyboard.js";
import { followWidth } from "./layout.js";
import { createMessages, messageFor } from "./messages.js";
import { applyPalette, followTheme } from "./theme.js";
import { TraceStore, unpack } from "./trace.js";
import { createTransport } from "./transport.js";

const REPORT_AFTER = 150; // ms of standing still before Python is told
const LOOK_AGAIN = 400; // ms between looks at an unanswered request

/**
 * @typedef {Object} RunEntry what Python says of a run of the set
 * @property {string} run its id @property {string} name @property {[string, string][]} own what only it has: label and value
 * @property {string} full the whole run in words @property {[number, number]|null} at offset and length of its trace in the message
 */

export class CompareController {
  /** @param {HTMLElement} root @param {import("./colors.js").Palette} palette @param {Promise<object>} plotly
   * @param {{more: (message: object) => void, picked: (message: object) => void, standing: (state: object) => void}} python */
  constructor(root, palette, plotly, python) {
    Object.assign(this, { root, palette, python, Plotly: null });
    /** @type {Map<string, TraceStore>} by run */
    this.stores = new Map();
    this.joined = null; // the set on the screen
    this.incoming = null; // {header, joined, show}: a set whose first picture is not here yet
    this.requests = new JoinedRequests(python.more);
    Object.assign(this, { t: 0, target: null, playing: false, scrubbing: false, part: 0, stopped: "" });
    Object.assign(this, { gone: false, handle: 0, reportTimer: 0, lookTimer: 0, reported: "" });
    const commands = this.#commands();
    this.transport = createTransport(root, commands);
    this.views = createCompareViews(root, this, (t) => { if (root.dataset.rest !== String(t ?? "")) root.dataset.rest = String(t ?? ""); });
    this.messages = createMessages(root);
    applyPalette(root, palette);
    const listening = () => { this.reported = ""; this.draw(); };
    const checked = ({ detail }) => { if (detail.run === this.joined?.run.id) this.views.receiveExact(detail); };
    document.addEventListener("backprop:listening", listening);
    document.addEventListener("backprop:check", checked);
    this.cleanUps = [
      () => document.removeEventListener("backprop:listening", listening),
      () => document.removeEventListener("backprop:check", checked),
      listenToKeys(root, commands), followTheme(root, (now) => this.setPalette(now)),
      followWidth(root, () => { this.views.resize(); this.draw(); }),
    ];
    plotly.then((Plotly) => { this.Plotly = Plotly; this.draw(); }, (error) => { this.stopped = error.message; this.draw(); });
    this.draw();
  }

  /** Everything that a person can tell it to do, by button or key. */
  #commands() {
    const at = () => this.target ?? this.t;
    const go = (t) => this.goTo(t);
    const commands = {
      forward: () => go(at() + 1),
      back: () => go(at() - 1),
      nextEpoch: () => go(this.joined.epochFrom(at(), 1)),
      previousEpoch: () => go(this.joined.epochFrom(at(), -1)),
      restart: () => go(0),
      toEnd: () => go(this.joined.last),
      playOrPause: () => { if (this.playing) this.#pause(); else this.#play(); },
      speedChanged: () => { this.part = 0; },
      scrub: (t) => { this.scrubbing = true; go(t); },
      scrubbed: () => { this.scrubbing = false; this.draw(); },
      walkForward: () => {}, walkBack: () => {}, leaveWalk: () => {}, isWalking: () => false, // there is no walk here
    };
    // Before the first picture there is nothing to move.
    return Object.fromEntries(Object.entries(commands).map(([name, run]) => [name, (...args) => (this.joined ? run(...args) : undefined)]));
  }

  /** Show an iteration of all runs, as soon as all of them have it. @param {number} t */
  goTo(t) {
    this.playing = false;
    this.stopped = "";
    const aim = Math.max(0, Math.min(Math.round(t), this.joined.end));
    if (this.joined.has(aim)) [this.t, this.target] = [aim, null];
    else this.target = aim;
    this.draw();
  }

  #play() {
    if (this.t >= this.joined.end) return;
    Object.assign(this, { playing: true, target: null, part: 0, stopped: "" });
    this.draw();
  }

  #pause() {
    this.playing = false;
    this.draw();
  }

  /** A message from Python: the set, and stretches of its runs. @param {ArrayBuffer|Uint8Array} data */
  receive(data) {
    const { header, traces } = takeApart(data);
    const lacking = [];
    for (const trace of traces) {
      const { header: about, blocks, bytes } = trace;
      const known = this.stores.get(about.run);
      if (!known && !about.setup) { lacking.push(about.run); continue; }
      const store = known ?? new TraceStore(about, blocks);
      this.stores.set(about.run, store);
      store.add(about, blocks, bytes, this.target ?? this.t);
    }
    const now = performance.now();
    if (header.set !== this.joined?.run.id) this.#meet(header, now);
    else {
      this.incoming = null; // back to the set on the screen before another one came
      this.views.setEntries(header.runs);
    }
    if (lacking.length) this.requests.setups(header.set, lacking, header.show, now);
    const waitingFor = this.incoming?.joined ?? this.joined;
    if (waitingFor) this.requests.arrived(waitingFor);
    this.draw();
  }

  /** Another set is to be shown. */
  #meet(header, now) {
    const stores = header.runs.map(({ run }) => this.stores.get(run));
    if (stores.some((store) => !store)) {
      this.requests.setups(header.set, header.runs.filter((_, k) => !stores[k]).map(({ run }) => run), header.show, now);
      return;
    }
    const joined = new JoinedStore(header.set, stores);
    const show = this.joined ? (this.target ?? this.t) : header.show; // the clock goes on when a run comes or goes
    this.incoming = { header, joined, show: Math.min(show, joined.end) };
  }

  #adopt({ header, joined, show }) {
    Object.assign(this, { joined, incoming: null, t: show, target: null, playing: false, stopped: "" });
    for (const run of this.stores.keys()) if (!joined.stores.some((store) => store.run.id === run)) this.stores.delete(run);
    this.views.setRuns(joined, header.runs);
    Object.assign(this.root.dataset, { ready: "true", set: header.set });
  }

  /** @param {import("./colors.js").Palette} palette */
  setPalette(palette) {
    if (JSON.stringify(palette) === JSON.stringify(this.palette)) return;
    this.palette = palette;
    applyPalette(this.root, palette);
    this.draw();
  }

  /** Draw in the next animation frame, once however often it is asked for. */
  draw() {
    if (this.handle === 0 && !this.gone) this.handle = requestAnimationFrame(() => this.#frame());
  }

  #frame() {
    this.handle = 0;
    const now = performance.now();
    if (this.incoming?.joined.has(this.incoming.show)) this.#adopt(this.incoming);
    if (this.target !== null && this.joined.has(this.target)) [this.t, this.target] = [this.target, null];
    if (this.playing) this.#advance();
    this.#ask(now);
    this.#say(now);
    const { joined, t } = this;
    if (!joined) return;
    const moving = this.playing || this.scrubbing;
    if (joined.has(t)) {
      this.transport.update({ t, store: joined, target: this.target ?? t, playing: this.playing, words: () => joined.stepName(t) });
      this.views.draw(t, joined.frames(t), moving);
    }
    if (this.playing) this.draw();
    else if (!moving && this.target === null) this.#report();
  }

  /** Play: as many iterations as the speed says, as far as all runs have them. */
  #advance() {
    this.part += this.transport.speed();
    const steps = Math.floor(this.part);
    if (steps < 1) return;
    this.part -= steps;
    const here = (this.joined.firstMissing(this.t + 1) ?? this.joined.end + 1) - 1;
    this.t = Math.min(this.t + steps, Math.max(this.t, here));
    if (this.t >= this.joined.end) this.#pause();
  }

  #say(now) {
    const state = { t: this.t, target: this.playing ? this.t + 1 : this.target, stopped: this.stopped };
    this.messages.say(messageFor(this.joined, this.requests, state, now));
  }

  /** Ask Python for what is missing, and look again later when no frame is due. */
  #ask(now) {
    clearTimeout(this.lookTimer);
    const joined = this.incoming?.joined ?? this.joined;
    if (joined) this.requests.tick(joined, this.incoming?.show ?? this.target ?? this.t, this.playing ? this.transport.speed() : 1, now);
    if (!this.requests.isOpen || this.playing) return;
    this.lookTimer = setTimeout(() => {
      const later = performance.now();
      this.#ask(later);
      this.#say(later);
    }, LOOK_AGAIN);
  }

  /** Tell Python where the picture stands, once it stands. */
  #report() {
    clearTimeout(this.reportTimer);
    const standing = { run: this.joined.run.id, iteration: this.t };
    this.reportTimer = setTimeout(() => {
      const moved = this.playing || this.scrubbing || this.joined.run.id !== standing.run || this.t !== standing.iteration;
      if (moved || this.reported === JSON.stringify(standing)) return;
      this.reported = JSON.stringify(standing);
      this.python.standing(standing);
    }, REPORT_AFTER);
  }

  destroy() {
    this.gone = true; // what still comes, Plotly for one, finds nobody
    cancelAnimationFrame(this.handle);
    clearTimeout(this.reportTimer);
    clearTimeout(this.lookTimer);
    for (const cleanUp of this.cleanUps) cleanUp();
    this.views.destroy();
    this.root.remove();
  }
}

/** The set's header, and the traces behind it. @param {ArrayBuffer|Uint8Array} data */
function takeApart(data) {
  const bytes = data instanceof ArrayBuffer ? new Uint8Array(data) : data;
  const { header } = unpack(bytes);
  const start = 4 + new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
  const own = header.runs.filter(({ at }) => at);
  return { header, traces: own.map(({ at: [offset, length] }) => unpack(bytes.subarray(start + offset, start + offset + length))) };
}
