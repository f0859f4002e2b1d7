// The controller of the Train page: one run, with its phases, stops, selection and what stands
// around the picture.
import { depart } from "../core/departure.js";
import { createCards } from "../core/layout.js";
import { selectionName } from "../core/notation.js";
import { explainWords } from "../core/words.js";
import { walked } from "../run/phases.js";
import { Requests } from "../run/requests.js";
import { TraceStore, unpack } from "../run/trace.js";
import { createHelp } from "../tour/help.js";
import { createTour } from "../tour/tour.js";
import { createContext } from "../views/context.js";
import { interventionsByIteration } from "../views/marks.js";
import { firstSelection, isAllowed, validSelection } from "../views/settings.js";
import { createBadge } from "./badge.js";
import { Instrument } from "./instrument.js";
import { createIntervene } from "./intervene.js";
import { createMessages } from "./messages.js";
import { createPresent } from "./present.js";
import { createStops, stopBetween } from "./stops.js";
import { createStrip } from "./strip.js";
import { createTransport, stepName } from "./transport.js";
import { readView, viewText } from "./view_state.js";
import { createViews } from "./views.js";
/** @import { Palette, Phase } from "../types.d.ts" */

const CHECK_AGAIN = 6_000; // ms without a check, before it is asked for once more

export class Controller extends Instrument {
  /**
   * @param {HTMLElement} root
   * @param {Palette} palette
   * @param {Promise<object>} plotly
   * @param
   *   {{more: (message: object) => void, standing: (state: object) => void, intervene: (message: object) => void}}
   *   python
   */
  constructor(root, palette, plotly, python) {
    super(root, palette, python, new Requests(python.more));
    explainWords();
    Object.assign(this, { phase: null, began: 0, interventions: 0, checkTimer: 0, checked: "" });
    this.ctx = createContext(
      {
        redraw: () => this.draw(),
        setSetting: (name, value) => {
          if (isAllowed(name, value)) {
            this.ctx.settings[name] = value;
            this.draw();
            this.tour.did(name);
          }
        },
        select: (selection) => {
          this.ctx.selection = selection;
          this.draw();
          this.tour.did("select");
        },
        goTo: (t) => this.goTo(t),
        intervene: () => this.intervene.open(),
      },
      palette,
      plotly,
    );
    const commands = this.#commands();
    this.transport = createTransport(root, commands);
    this.badge = createBadge(this.transport.element);
    this.strip = createStrip(root, this.ctx, commands);
    this.intervene = createIntervene(this.strip.side, this.ctx, (changes, branch) =>
      this.#intervene({ changes, branch }),
    );
    this.stops = createStops(this.strip.side);
    this.cards = createCards(root);
    this.tour = createTour(root, () => this.#seen());
    this.messages = createMessages(root, { bar: this.transport.element, tour: this.tour.start });
    this.present = createPresent(root, this.transport.element, this.cards, () => {
      this.ctx.present = this.present?.views() ?? null;
      this.views?.resize();
      this.draw();
    });
    const help = createHelp(root, {
      tour: () => {
        this.present.leave();
        this.tour.start();
      },
      present: () => {
        this.tour.end();
        this.present.enter();
      },
    });
    this.listen("backprop:check", ({ detail }) => {
      this.checked = `${detail.run} ${detail.iteration}`;
      this.receiveExact(detail);
    });
    this.listen("backprop:goto", ({ detail }) => {
      if (this.store) this.goTo(detail);
    });
    this.listen("backprop:remove", ({ detail }) => {
      if (this.store) this.#intervene({ remove: detail });
    });
    this.cleanUps.push(
      this.intervene.destroy,
      this.tour.destroy,
      this.present.destroy,
      help,
      this.badge.destroy,
      this.stops.destroy,
    );
    this.start(commands, plotly);
  }

  takePlotly(Plotly) {
    this.ctx.Plotly = Plotly;
  }

  recolour(palette) {
    this.ctx.palette = palette;
  }

  /** Everything that a person can tell it to do, by button or key. */
  #commands() {
    const go = (t, phase = null) => {
      this.messages.hintDone();
      this.goTo(t, phase);
    };
    const walk = (by) => {
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
      walkTo: (phase) => go(this.t, phase),
      walkForward: () => walk(1),
      walkBack: () => walk(-1),
      leaveWalk: () => go(this.t),
      isWalking: () => this.phase !== null,
    };
    return this.onceThere(commands, (name) => this.tour.did(name));
  }

  /** What the tour says of the picture. */
  #seen() {
    const { run, selection, settings } = this.ctx;
    return {
      t: this.target ?? this.t,
      loss: this.store?.historyAt(this.t, 0),
      edges: settings.edges,
      selected: run && selection ? selectionName(run, selection) : "",
      playing: this.playing,
    };
  }

  /**
   * Another run from the shown iteration on: Python makes it, and its picture takes the place of
   * this one.
   * @param {{changes?: object[], branch?: boolean, remove?: object}} what
   */
  #intervene(what) {
    this.pause();
    this.python.intervene({
      run: this.store.run.id,
      iteration: this.t,
      nonce: ++this.interventions,
      ...what,
    });
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
    if (this.t < this.store.end) Object.assign(this, { phase: null, began: this.t });
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
    const aim =
      known === this.store ? (this.target ?? this.t) : (this.incoming?.show ?? header.show ?? 0);
    store.add(header, blocks, bytes, aim);
    if (store !== this.store)
      this.incoming = {
        store,
        show: Math.min(aim, store.end),
        view: this.incoming?.view ?? header.view ?? {},
      };
    else if (header.setup) this.incoming = null; // back to the run on the screen before the other one came
    this.requests.arrived(this.incoming?.store ?? store);
    this.draw();
  }

  /**
   * The numbers of the iteration at rest, to the last bit, where the trace holds them rounded.
   * @param {{run: string, exact?: string}} report with a packed iteration in base64
   */
  receiveExact({ run, exact }) {
    if (!exact || this.store?.run.id !== run) return;
    const { header, blocks } = unpack(Uint8Array.from(atob(exact), (c) => c.charCodeAt(0)));
    this.store.addExact(header, blocks);
    this.draw();
  }

  /**
   * The new run takes the place of the old one, and is drawn in the same frame: no view sees two
   * runs.
   */
  adopt({ store, show, view }) {
    const before = this.ctx.run;
    if (before) this.tell(before.id, this.t); // where Undo returns to
    Object.assign(this, {
      store,
      incoming: null,
      t: show,
      target: null,
      phase: null,
      playing: false,
      stopped: "",
    });
    Object.assign(this.ctx, { store, run: store.run, hovered: null });
    if (before) this.ctx.selection = validSelection(this.ctx.selection, store.run, before);
    else this.#open(readView(view, store.run), show);
    this.stops.setRun(store.run);
    this.views ??= createViews(this.cards, this.ctx, this.rests);
    Object.assign(this.root.dataset, { ready: "true", run: store.run.id });
  }

  /** The first picture, as the link has it. */
  #open({ selection, phase, settings, present }, show) {
    if (present) this.present.enter(present);
    Object.assign(this.ctx.settings, settings);
    this.phase = phase;
    this.ctx.selection =
      selection === undefined ? firstSelection(this.store.run, this.store.frame(show)) : selection;
  }

  paint(moving) {
    const frame = this.store.frame(this.t, this.phase);
    if (frame) this.#paint(frame, moving);
  }

  #paint(frame, moving) {
    const words = () => {
      const here = interventionsByIteration(this.store.run).find(({ t }) => t === frame.t);
      return `${stepName(frame, this.store)}${here ? `, after: ${here.text}` : ""}`;
    };
    this.transport.update({
      t: frame.t,
      store: this.store,
      target: this.target ?? this.t,
      playing: this.playing,
      words,
    });
    this.strip.update(frame, moving);
    this.intervene.update(frame);
    this.badge.update(this.store.run.id, this.t, moving || this.target !== null);
    this.views.draw(frame, moving);
  }

  /**
   * Where play has to stop on its way to an iteration, or null.
   * @param {number} to
   */
  stopWithin(to) {
    return stopBetween(this.stops.stops(), this.store, this.t, to, this.began);
  }

  /** checked: the badge knows this iteration; Python then need not check it again. */
  standing(iteration) {
    const frame = this.store.frame(iteration, this.phase);
    return {
      view: frame ? viewText(this.ctx, frame) : null,
      checked: this.checked === `${this.store.run.id} ${iteration}`,
    };
  }

  told(standing) {
    clearTimeout(this.checkTimer);
    if (!standing.checked)
      this.checkTimer = setTimeout(() => this.#checkAgain(standing, 1), CHECK_AGAIN);
  }

  /**
   * A report can be lost with a connection, and so can its answer: while the picture stands, ask
   * again.
   */
  #checkAgain(standing, asked) {
    const { run, iteration } = standing;
    const still =
      this.store?.run.id === run && this.t === iteration && !this.playing && !this.leaving;
    if (!still || this.checked === `${run} ${iteration}`) return;
    this.python.standing({ ...standing, asked });
    this.checkTimer = setTimeout(
      () => this.#checkAgain(standing, asked + 1),
      CHECK_AGAIN * 2 ** asked,
    );
  }

  destroy() {
    clearTimeout(this.checkTimer);
    super.destroy();
  }
}
