// The controller of the Train page: one run, with its phases, stops, selection, and the controls
// around the picture.
import { depart } from "../core/departure.js";
import { listen } from "../core/events.js";
import { createCards } from "../core/layout.js";
import { selectionName } from "../core/notation.js";
import { explainWords } from "../core/words.js";
import { walked } from "../run/phases.js";
import { Requests } from "../run/requests.js";
import { TraceStore, unpack } from "../run/trace.js";
import { createHelp } from "../tour/help.js";
import { Tour } from "../tour/tour.js";
import { createContext } from "../views/context.js";
import { interventionsByIteration } from "../views/marks.js";
import { firstSelection, isAllowed, validSelection } from "../views/settings.js";
import { Badge } from "./badge.js";
import { Instrument } from "./instrument.js";
import { InterventionPanel } from "./intervene.js";
import { Messages } from "./messages.js";
import { Presentation } from "./present.js";
import { StopConditions, stopBetween } from "./stops.js";
import { PhaseStrip } from "./strip.js";
import { stepName, Transport } from "./transport.js";
import { readView, viewText } from "./view_state.js";
import { createViews } from "./views.js";
/** @import { Intervention, Palette, Phase, Plotly, Standing } from "../types.d.ts" */
/** @import { Python } from "../core/mounting.js" */
/** @import { Frame } from "../run/frame.js" */
/** @import { Seen } from "../tour/tour.js" */
/** @import { Change } from "./changes.js" */
/** @import { Incoming } from "./instrument.js" */
/** @import { Asked } from "./view_state.js" */

const CHECK_AGAIN = 6_000; // ms without a check, before it is asked for once more

/** @typedef {Incoming<TraceStore> & {view: Record<string, string>}} Next view: of the link */

/** @extends {Instrument<TraceStore, Next>} */
export class Controller extends Instrument {
  /** @type {Phase|null} of the walk through the iteration; null: the whole of it is shown */
  phase = null;
  #began = 0; // the iteration at which play began
  #interventions = 0; // asked for
  #checkTimer = 0;
  #checked = ""; // run and iteration of the last check
  /** @type {ReturnType<typeof createViews>|null} once there is a run */
  #views = null;

  /**
   * @param {HTMLElement} root
   * @param {Palette} palette
   * @param {Promise<Plotly>} plotly
   * @param {Python} python
   */
  constructor(root, palette, plotly, python) {
    super(root, palette, python, new Requests(python.more));
    explainWords();
    this.ctx = this.#createContext(plotly);
    const commands = this.#commands();
    this.transport = new Transport(root, commands);
    this.badge = new Badge(this.transport.element);
    this.strip = new PhaseStrip(root, this.ctx, commands);
    this.intervene = new InterventionPanel(this.strip.side, this.ctx, (changes, branch) =>
      this.#intervene({ changes, branch }),
    );
    this.stops = new StopConditions(this.strip.side);
    this.cards = createCards(root);
    this.tour = new Tour(root, () => this.#seen());
    const first = { bar: this.transport.element, tour: () => this.tour.start() };
    this.messages = new Messages(root, first);
    this.present = new Presentation(root, this.transport.element, this.cards, () => {
      this.ctx.present = this.present.views;
      this.views?.resize();
      this.draw();
    });
    this.cleanUps.push(...this.#listen(), this.#createHelp(), () => this.#destroyParts());
    this.start(this, commands, plotly);
  }

  /** @param {Promise<Plotly>} plotly */
  #createContext(plotly) {
    return createContext(
      {
        redraw: () => this.draw(),
        setSetting: (name, value) => {
          if (!isAllowed(name, value)) return;
          Object.assign(this.ctx.settings, { [name]: value });
          this.draw();
          this.tour.did(name);
        },
        select: (selection) => {
          this.ctx.selection = selection;
          this.draw();
          this.tour.did("select");
        },
        goTo: (t) => this.goTo(t),
        intervene: () => this.intervene.open(),
      },
      this.palette,
      plotly,
    );
  }

  #createHelp() {
    return createHelp(this.root, {
      tour: () => {
        this.present.leave();
        this.tour.start();
      },
      present: () => {
        this.tour.end();
        this.present.enter();
      },
    });
  }

  #listen() {
    return [
      listen("check", (report) => {
        this.#checked = `${report.run} ${report.iteration}`;
        if ("exact" in report && report.exact) this.#receiveExact(report.run, report.exact);
      }),
      listen("goto", (t) => {
        if (this.store) this.goTo(t);
      }),
      listen("remove", (intervention) => {
        if (this.store) this.#intervene({ remove: intervention });
      }),
    ];
  }

  #destroyParts() {
    const { intervene, tour, present, badge, stops } = this;
    for (const part of [intervene, tour, present, badge, stops]) part.destroy();
  }

  /** @param {Plotly} Plotly */
  takePlotly(Plotly) {
    this.ctx.Plotly = Plotly;
  }

  /** @param {Palette} palette */
  recolour(palette) {
    this.ctx.palette = palette;
  }

  /** All commands, by button or key. */
  #commands() {
    const go = (/** @type {number} */ t, /** @type {Phase|null} */ phase = null) => {
      this.messages.hintDone();
      this.goTo(t, phase);
    };
    const walk = (/** @type {1|-1} */ by) => {
      const next = walked(this.t, this.phase, by, this.ctx.run.sizes.length - 1);
      go(next.t, next.phase);
    };
    const playOrPause = () => {
      this.messages.hintDone();
      if (this.playing) this.pause();
      else this.play();
    };
    const commands = {
      ...this.moves(go, playOrPause),
      walkTo: (/** @type {Phase} */ phase) => go(this.t, phase),
      walkForward: () => walk(1),
      walkBack: () => walk(-1),
      leaveWalk: () => go(this.t),
      isWalking: () => this.phase !== null,
    };
    return this.onceThere(commands, (name) => this.tour.did(name));
  }

  /**
   * The state of the picture, for the tour.
   * @returns {Seen}
   */
  #seen() {
    const { run, selection, settings } = this.ctx;
    return {
      t: this.t,
      loss: this.store?.historyAt(this.t, 0) ?? Number.NaN,
      edges: settings.edges,
      selected: run && selection ? selectionName(run, selection) : "",
      playing: this.playing,
    };
  }

  /**
   * Ask Python for another run, changed at the shown iteration.
   * @param {{changes?: Change[], branch?: boolean, remove?: Intervention}} what
   */
  #intervene(what) {
    this.pause();
    const [run, iteration, nonce] = [this.here.run.id, this.t, ++this.#interventions];
    this.python.intervene({ run, iteration, nonce, ...what });
    if (what.branch) depart(); // to Compare
  }

  /**
   * @param {number} t
   * @param {Phase|null} [phase]
   */
  goTo(t, phase = null) {
    this.phase = phase;
    super.goTo(t);
  }

  play() {
    if (this.t < this.here.end) {
      this.phase = null;
      this.#began = this.t;
    }
    super.play();
  }

  /**
   * A message from Python.
   * @param {ArrayBuffer|Uint8Array} data
   */
  receive(data) {
    const { header, blocks, bytes } = unpack(data);
    const known = [this.store, this.incoming?.store].find((store) => store?.run.id === header.run);
    if (!known && !header.setup) {
      // A run whose setup went missing; or a late answer of one that has been left: Python ignores
      // what is not its run.
      this.requests.setups(header.run, [header.run], header.first, performance.now());
      return;
    }
    const store = known ?? new TraceStore(header, blocks);
    const here = this.target ?? this.t;
    const aim = store === this.store ? here : (this.incoming?.show ?? header.show ?? 0);
    store.add(header, blocks, bytes, aim);
    if (store !== this.store) {
      const view = this.incoming?.view ?? header.view ?? {};
      this.expect({ store, show: Math.min(aim, store.end), view });
    } else if (header.setup) this.expect(null); // back to the run on the screen before the other one
    this.requests.arrived(this.incoming?.store ?? store);
    this.draw();
  }

  /**
   * The numbers of the iteration at rest, to the last bit, where the trace holds them rounded.
   * @param {string} run
   * @param {string} exact a packed iteration in base64
   */
  #receiveExact(run, exact) {
    if (this.store?.run.id !== run) return;
    const { header, blocks } = unpack(Uint8Array.from(atob(exact), (c) => c.charCodeAt(0)));
    this.store.addExact(header, blocks);
    this.draw();
  }

  /**
   * The new run takes the place of the old one, and is drawn in the same frame: no view sees two
   * runs.
   * @param {Next} next
   */
  adopt({ store, show, view }) {
    const before = this.store?.run ?? null;
    if (before) this.tell(before.id, this.t); // where Undo returns to
    this.stand(store, show);
    this.phase = null;
    Object.assign(this.ctx, { store, run: store.run, hovered: null });
    if (before) this.ctx.selection = validSelection(this.ctx.selection, store.run, before);
    else this.#open(store, show, readView(view, store.run));
    this.stops.setRun(store.run);
    this.#views ??= createViews(this.cards, this.ctx, this.rests);
    this.views = this.#views;
    Object.assign(this.root.dataset, { ready: "true", run: store.run.id });
  }

  /**
   * The first picture, as in the link.
   * @param {TraceStore} store
   * @param {number} show
   * @param {Asked} asked
   */
  #open(store, show, { selection, phase, settings, present }) {
    if (present) this.present.enter(present);
    Object.assign(this.ctx.settings, settings);
    this.phase = phase;
    const frame = store.frame(show);
    const first = frame ? firstSelection(store.run, frame) : null;
    this.ctx.selection = selection === undefined ? first : selection;
  }

  /** @param {boolean} moving */
  paint(moving) {
    const frame = this.here.frame(this.t, this.phase);
    if (frame) this.#paint(frame, moving);
  }

  /**
   * @param {Frame} frame
   * @param {boolean} moving
   */
  #paint(frame, moving) {
    const store = this.here;
    const words = () => {
      const changed = interventionsByIteration(store.run).find(({ t }) => t === frame.t);
      return `${stepName(frame, store)}${changed ? `, after: ${changed.text}` : ""}`;
    };
    const { playing } = this;
    const target = this.target ?? this.t;
    this.transport.update({ t: frame.t, store, target, playing, words });
    this.strip.update(frame, moving);
    this.intervene.update(frame);
    this.badge.update(store.run.id, this.t, moving || this.target !== null);
    this.#views?.draw(frame, moving);
  }

  /** @param {number} to */
  stopWithin(to) {
    return stopBetween(this.stops.conditions, this.here, this.t, to, this.#began);
  }

  /**
   * checked: the badge knows this iteration; Python then need not check it again.
   * @param {number} iteration
   * @returns {Partial<Standing>}
   */
  standing(iteration) {
    const frame = this.here.frame(iteration, this.phase);
    return {
      view: frame ? viewText(this.ctx, frame) : null,
      checked: this.#checked === `${this.here.run.id} ${iteration}`,
    };
  }

  /** @param {Standing} standing */
  told(standing) {
    clearTimeout(this.#checkTimer);
    if (!standing.checked)
      this.#checkTimer = setTimeout(() => this.#checkAgain(standing, 1), CHECK_AGAIN);
  }

  /**
   * A report can be lost with a connection, and so can its answer: while the picture stands, ask
   * again.
   * @param {Standing} standing
   * @param {number} asked how often it has been
   */
  #checkAgain(standing, asked) {
    const { run, iteration } = standing;
    const stands = this.store?.run.id === run && this.t === iteration && !this.playing;
    if (!stands || this.leaving || this.#checked === `${run} ${iteration}`) return;
    this.python.standing({ ...standing, asked });
    const later = CHECK_AGAIN * 2 ** asked;
    this.#checkTimer = setTimeout(() => this.#checkAgain(standing, asked + 1), later);
  }

  destroy() {
    clearTimeout(this.#checkTimer);
    super.destroy();
  }
}
