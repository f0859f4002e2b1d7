// The controller: holds where we are (run, iteration, phase, playing), and draws it once an animation frame.
// Only a person's commands, play's frames and Python's answers change that state; no timer does.
import { createBadge } from "./badge.js";
import { createContext } from "./context.js";
import { createHelp } from "./help.js";
import { listenToKeys } from "./keyboard.js";
import { createIntervene } from "./intervene.js";
import { createCards, followWidth } from "./layout.js";
import { interventionsByIteration } from "./marks.js";
import { createMessages, messageFor } from "./messages.js";
import { selectionName } from "./notation.js";
import { walked } from "./phases.js";
import { createPresent } from "./present.js";
import { Requests } from "./requests.js";
import { firstSelection, isAllowed, validSelection } from "./settings.js";
import { createStops, stopBetween } from "./stops.js";
import { createStrip } from "./strip.js";
import { applyPalette, followTheme } from "./theme.js";
import { createTour } from "./tour.js";
import { TraceStore, unpack } from "./trace.js";
import { createTransport, stepName } from "./transport.js";
import { readView, viewText } from "./view_state.js";
import { createViews } from "./views.js";
import { explainWords } from "./words.js";

const REPORT_AFTER = 150; // ms of standing still before Python is told
const LOOK_AGAIN = 400; // ms between looks at an unanswered request
const CHECK_AGAIN = 6_000; // ms without a check, before it is asked for once more

export class Controller {
  /** @param {HTMLElement} root @param {import("./colors.js").Palette} palette @param {Promise<object>} plotly
   * @param {{more: (message: object) => void, standing: (state: object) => void, intervene: (message: object) => void}} python */
  constructor(root, palette, plotly, python) {
    explainWords();
    this.root = root;
    this.python = python;
    this.store = null; // of the run on the screen
    this.incoming = null; // {store, show}: a new run whose first picture is not here yet
    this.requests = new Requests(python.more);
    Object.assign(this, { t: 0, target: null, phase: null, playing: false, scrubbing: false, part: 0, began: 0, stopped: "", interventions: 0 });
    Object.assign(this, { views: null, gone: false, handle: 0, reportTimer: 0, lookTimer: 0, checkTimer: 0, reported: "", checked: "" });
    this.ctx = createContext({
      redraw: () => this.draw(),
      setSetting: (name, value) => { if (isAllowed(name, value)) { this.ctx.settings[name] = value; this.draw(); this.tour.did(name); } },
      select: (selection) => { this.ctx.selection = selection; this.draw(); this.tour.did("select"); },
      goTo: (t) => this.goTo(t),
      intervene: () => this.intervene.open(),
    }, palette, plotly);
    const commands = this.#commands();
    this.transport = createTransport(root, commands);
    this.badge = createBadge(this.transport.element);
    this.strip = createStrip(root, this.ctx, commands);
    this.intervene = createIntervene(this.strip.side, this.ctx, (changes, branch) => this.#intervene({ changes, branch }));
    this.stops = createStops(this.strip.side);
    this.cards = createCards(root);
    this.tour = createTour(root, () => this.#seen());
    this.messages = createMessages(root, { bar: this.transport.element, tour: this.tour.start });
    this.present = createPresent(root, this.transport.element, this.cards, () => { this.ctx.present = this.present?.views() ?? null; this.views?.resize(); this.draw(); });
    const help = createHelp(root, { tour: () => { this.present.leave(); this.tour.start(); }, present: () => { this.tour.end(); this.present.enter(); } });
    applyPalette(root, palette);
    const listening = () => { this.reported = ""; this.draw(); }; // what passes reports on to Python has come
    document.addEventListener("backprop:listening", listening);
    const checked = ({ detail }) => { this.checked = `${detail.run} ${detail.iteration}`; this.receiveExact(detail); };
    document.addEventListener("backprop:check", checked);
    const goTo = ({ detail }) => { if (this.store) this.goTo(detail); };
    const remove = ({ detail }) => { if (this.store) this.#intervene({ remove: detail }); };
    document.addEventListener("backprop:goto", goTo);
    document.addEventListener("backprop:remove", remove);
    this.cleanUps = [
      () => document.removeEventListener("backprop:goto", goTo),
      () => document.removeEventListener("backprop:remove", remove),
      this.intervene.destroy,
      () => document.removeEventListener("backprop:listening", listening),
      () => document.removeEventListener("backprop:check", checked),
      this.tour.destroy, this.present.destroy, help,
      listenToKeys(root, commands), this.badge.destroy, this.stops.destroy,
      followTheme(root, (now) => this.setPalette(now)),
      followWidth(root, () => { this.views?.resize(); this.draw(); }),
    ];
    plotly.then((Plotly) => { this.ctx.Plotly = Plotly; this.draw(); }, (error) => { this.stopped = error.message; this.draw(); });
    this.draw();
  }

  /** Everything that a person can tell it to do, by button or key. */
  #commands() {
    const at = () => this.target ?? this.t;
    const go = (t, phase = null) => { this.messages.hintDone(); this.goTo(t, phase); };
    const walk = (by) => { const next = walked(this.t, this.phase, by, this.ctx.run.sizes.length - 1); go(next.t, next.phase); };
    const commands = {
      forward: () => go(at() + 1),
      back: () => go(at() - 1),
      nextEpoch: () => go(this.store.epochFrom(at(), 1)),
      previousEpoch: () => go(this.store.epochFrom(at(), -1)),
      restart: () => go(0),
      toEnd: () => go(this.store?.last ?? 0),
      playOrPause: () => { this.messages.hintDone(); if (this.playing) this.pause(); else this.play(); },
      speedChanged: () => { this.part = 0; },
      scrub: (t) => { this.scrubbing = true; go(t); },
      scrubbed: () => { this.scrubbing = false; this.draw(); },
      walkTo: (phase) => go(this.t, phase),
      walkForward: () => walk(1),
      walkBack: () => walk(-1),
      leaveWalk: () => go(this.t),
      isWalking: () => this.phase !== null,
    };
    // Before the first picture there is nothing to move.
    return Object.fromEntries(Object.entries(commands).map(([name, run]) => [name, (...args) => {
      if (!this.store) return undefined;
      const answer = run(...args);
      this.tour.did(name);
      return answer;
    }]));
  }

  /** What the tour says of the picture. */
  #seen() {
    const { run, selection, settings } = this.ctx;
    return { t: this.target ?? this.t, loss: this.store?.historyAt(this.t, 0), edges: settings.edges, selected: run && selection ? selectionName(run.sizes, selection) : "", playing: this.playing };
  }

  /** Another run from the shown iteration on: Python makes it, and its picture takes the place of this one.
   * @param {{changes?: object[], branch?: boolean, remove?: object}} what */
  #intervene(what) {
    this.pause();
    this.python.intervene({ run: this.store.run.id, iteration: this.t, nonce: ++this.interventions, ...what });
  }

  /** Show an iteration, at once when it is here, else as soon as it comes. @param {number} t @param {import("./phases.js").Phase|null} [phase] */
  goTo(t, phase = null) {
    this.playing = false;
    this.stopped = "";
    this.#aim(Math.max(0, Math.min(Math.round(t), this.store.end)), phase);
  }

  #aim(t, phase = null) {
    this.phase = phase;
    if (this.store.has(t)) [this.t, this.target] = [t, null];
    else this.target = t;
    this.draw();
  }

  play() {
    if (this.t >= this.store.end) return;
    Object.assign(this, { playing: true, phase: null, target: null, part: 0, began: this.t, stopped: "" });
    this.draw();
  }

  /** @param {string} [reason] a sentence when it was not the person */
  pause(reason = "") {
    this.playing = false;
    this.stopped = reason;
    this.draw();
  }

  /** A message from Python. @param {ArrayBuffer|Uint8Array} data */
  receive(data) {
    const { header, blocks, bytes } = unpack(data);
    const known = [this.store, this.incoming?.store].find((store) => store?.run.id === header.run);
    if (!known && !header.setup) {
      // A run whose setup went missing; or a late answer of one that has been left: Python ignores what is not its run.
      this.requests.setup(header.run, header.first, performance.now());
      return;
    }
    const store = known ?? new TraceStore(header, blocks);
    const aim = known === this.store ? (this.target ?? this.t) : (this.incoming?.show ?? header.show ?? 0);
    store.add(header, blocks, bytes, aim);
    if (store !== this.store) this.incoming = { store, show: Math.min(aim, store.end), view: this.incoming?.view ?? header.view ?? {} };
    else if (header.setup) this.incoming = null; // back to the run on the screen before the other one came
    this.requests.arrived(this.incoming?.store ?? store);
    this.draw();
  }

  /** The numbers of the iteration at rest, to the last bit, where the trace holds them rounded.
   * @param {{run: string, exact?: string}} report with a packed iteration in base64 */
  receiveExact({ run, exact }) {
    if (!exact || this.store?.run.id !== run) return;
    const { header, blocks } = unpack(Uint8Array.from(atob(exact), (c) => c.charCodeAt(0)));
    this.store.addExact(header, blocks);
    this.draw();
  }

  /** The new run takes the place of the old one, and is drawn in the same frame: no view sees two runs. */
  #adopt({ store, show, view }) {
    const before = this.ctx.run;
    if (before) this.#tell(before.id, this.t); // where Undo returns to
    Object.assign(this, { store, incoming: null, t: show, target: null, phase: null, playing: false, stopped: "" });
    Object.assign(this.ctx, { store, run: store.run, hovered: null });
    if (before) this.ctx.selection = validSelection(this.ctx.selection, store.run, before);
    else this.#open(readView(view, store.run), show);
    this.stops.setRun(store.run);
    this.views ??= createViews(this.cards, this.ctx, (t) => { if (this.root.dataset.rest !== String(t ?? "")) this.root.dataset.rest = String(t ?? ""); });
    Object.assign(this.root.dataset, { ready: "true", run: store.run.id });
  }

  /** The first picture, as the link has it. */
  #open({ selection, phase, settings, present }, show) {
    if (present) this.present.enter(present);
    Object.assign(this.ctx.settings, settings);
    this.phase = phase;
    this.ctx.selection = selection === undefined ? firstSelection(this.store.run, this.store.frame(show)) : selection;
  }

  /** @param {import("./colors.js").Palette} palette */
  setPalette(palette) {
    if (JSON.stringify(palette) === JSON.stringify(this.ctx.palette)) return;
    this.ctx.palette = palette;
    applyPalette(this.root, palette);
    this.draw();
  }

  /** Draw in the next animation frame, once however often it is asked for. */
  draw() {
    if (this.handle === 0 && !this.gone) this.handle = requestAnimationFrame((now) => this.#frame(now));
  }

  #frame() {
    this.handle = 0;
    const now = performance.now();
    if (this.incoming?.store.has(this.incoming.show)) this.#adopt(this.incoming);
    if (this.target !== null && this.store.has(this.target)) [this.t, this.target] = [this.target, null];
    if (this.playing) this.#advance();
    this.#ask(now);
    const state = { t: this.t, target: this.playing ? this.t + 1 : this.target, stopped: this.stopped };
    this.messages.say(messageFor(this.store, this.requests, state, now));
    if (!this.store) return;
    const moving = this.playing || this.scrubbing;
    const frame = this.store.frame(this.t, this.phase);
    if (frame) this.#paint(frame, moving);
    if (this.playing) this.draw();
    else if (!moving && this.target === null) this.#report();
  }

  #paint(frame, moving) {
    const words = () => {
      const here = interventionsByIteration(this.store.run).find(({ t }) => t === frame.t);
      return `${stepName(frame, this.store)}${here ? `, after: ${here.text}` : ""}`;
    };
    this.transport.update({ t: frame.t, store: this.store, target: this.target ?? this.t, playing: this.playing, words });
    this.strip.update(frame, moving);
    this.intervene.update(frame);
    this.badge.update(this.store.run.id, this.t, moving || this.target !== null);
    this.views.draw(frame, moving);
  }

  /** Play: as many iterations as the speed says, as far as they are here. */
  #advance() {
    this.part += this.transport.speed();
    const steps = Math.floor(this.part);
    if (steps < 1) return;
    this.part -= steps;
    const here = (this.store.firstMissing(this.t + 1) ?? this.store.end + 1) - 1;
    const to = Math.min(this.t + steps, Math.max(this.t, here));
    const stop = stopBetween(this.stops.stops(), this.store, this.t, to, this.began);
    this.t = stop ? stop.t : to;
    if (stop) this.pause(stop.reason);
    else if (this.t >= this.store.end) this.pause();
  }

  /** Ask Python for what is missing, and look again later when no frame is due. */
  #ask(now) {
    clearTimeout(this.lookTimer);
    const store = this.incoming?.store ?? this.store;
    if (store) this.requests.tick(store, this.incoming?.show ?? this.target ?? this.t, this.playing ? this.transport.speed() : 1, now);
    if (this.requests.isOpen && !this.playing) this.lookTimer = setTimeout(() => this.#lookAgain(), LOOK_AGAIN);
  }

  #lookAgain() {
    const now = performance.now();
    this.#ask(now);
    this.messages.say(messageFor(this.store, this.requests, { t: this.t, target: this.target, stopped: this.stopped }, now));
  }

  /** Tell Python where the picture stands, once it stands. */
  #report() {
    clearTimeout(this.reportTimer);
    const [run, t] = [this.store.run.id, this.t];
    this.reportTimer = setTimeout(() => {
      const moved = this.playing || this.scrubbing || this.store?.run.id !== run || this.t !== t;
      if (!moved) this.#tell(run, t);
    }, REPORT_AFTER);
  }

  #tell(run, iteration) {
    const frame = this.store.frame(iteration, this.phase);
    // checked: the badge knows this iteration; Python then need not check it again.
    const standing = { run, iteration, view: frame ? viewText(this.ctx, frame) : null, checked: this.checked === `${run} ${iteration}` };
    if (this.reported === JSON.stringify(standing)) return;
    this.reported = JSON.stringify(standing);
    this.python.standing(standing);
    clearTimeout(this.checkTimer);
    if (!standing.checked) this.checkTimer = setTimeout(() => this.#checkAgain(standing, 1), CHECK_AGAIN);
  }

  /** A report can be lost with a connection, and so can its answer: while the picture stands, ask again. */
  #checkAgain(standing, asked) {
    const { run, iteration } = standing;
    const still = this.store?.run.id === run && this.t === iteration && !this.playing;
    if (!still || this.checked === `${run} ${iteration}`) return;
    this.python.standing({ ...standing, asked });
    this.checkTimer = setTimeout(() => this.#checkAgain(standing, asked + 1), CHECK_AGAIN * 2 ** asked);
  }

  destroy() {
    this.gone = true; // what still comes, Plotly for one, finds nobody
    cancelAnimationFrame(this.handle);
    clearTimeout(this.reportTimer);
    clearTimeout(this.lookTimer);
    clearTimeout(this.checkTimer);
    for (const cleanUp of this.cleanUps) cleanUp();
    this.views?.destroy();
    this.root.remove();
  }
}
