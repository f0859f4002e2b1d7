// Shared by the instruments of Train and Compare: position in time, play, requests and reports to
// Python. Only a person's commands, play's frames and Python's answers change
// that; it is drawn once an animation frame.
import { onDeparture } from "../core/departure.js";
import { listen } from "../core/events.js";
import { listenToKeys } from "../core/keyboard.js";
import { followWidth } from "../core/layout.js";
import { applyPalette, followTheme } from "../core/theme.js";
import { messageFor } from "./messages.js";
/** @import { Clock, Palette, Plotly, Standing } from "../types.d.ts" */
/** @import { Python } from "../core/mounting.js" */
/** @import { Requests } from "../run/requests.js" */
/** @import { Messages } from "./messages.js" */
/** @import { Commands, Transport } from "./transport.js" */

const REPORT_AFTER = 150; // ms of rest before Python is told
const LOOK_AGAIN = 400; // ms between looks at an unanswered request
const LEAVING = 4000; // ms within which another page opens, if it opens at all

/**
 * The store that replaces the shown one once its first picture is available.
 * @template {Clock} Store
 * @typedef {{store: Store, show: number}} Incoming
 */

/**
 * The parts that the subclasses make.
 * @typedef {Object} Parts
 * @property {Transport} transport
 * @property {Messages} messages
 */

/**
 * Subclasses provide adopt, paint, standing and takePlotly.
 * @template {Clock} Store
 * @template {Incoming<Store>} Next
 */
export class Instrument {
  /** @type {Store|null} what is on the screen: a run, or a set of runs on one clock */
  store = null;
  /** @type {Next|null} */
  incoming = null;
  /** the iteration on the screen */
  t = 0;
  /** @type {number|null} the iteration to show, while it is not here */
  target = null;
  playing = false;
  /** the scrubber is held */
  scrubbing = false;
  /** why play stopped by itself, a sentence */
  stopped = "";
  /** the person is leaving for another page: report nothing */
  leaving = false;
  /** @type {{resize: () => void, destroy: () => void}|null} */
  views = null;
  /** @type {(() => void)[]} */
  cleanUps = [];
  /** of an iteration, played but not shown yet */
  #part = 0;
  #gone = false;
  #handle = 0; // of the animation frame to come
  #reportTimer = 0;
  #lookTimer = 0;
  #reported = ""; // the standing that Python knows
  /** @type {Parts|null} */
  #parts = null;

  /**
   * @param {HTMLElement} root
   * @param {Palette} palette
   * @param {Python} python
   * @param {Requests} requests
   */
  constructor(root, palette, python, requests) {
    this.root = root;
    this.palette = palette;
    this.python = python;
    this.requests = requests;
  }

  /**
   * Replace the shown store by the next one.
   * @param {Next} _next
   */
  adopt(_next) {
    throw new Error("A subclass says how.");
  }

  /**
   * Draw what is on the screen.
   * @param {boolean} _moving
   */
  paint(_moving) {
    throw new Error("A subclass says how.");
  }

  /**
   * What Python is told beside the run and the iteration.
   * @param {number} _iteration
   * @returns {Partial<Standing>}
   */
  standing(_iteration) {
    return {};
  }

  /** @param {Plotly} _Plotly */
  takePlotly(_Plotly) {}

  /** @param {Palette} _palette */
  recolour(_palette) {}

  /**
   * Where play has to stop before an iteration, and why.
   * @param {number} _t
   * @returns {{t: number, reason: string}|null}
   */
  stopWithin(_t) {
    return null;
  }

  /**
   * Python has been told.
   * @param {Standing} _standing
   */
  told(_standing) {}

  /**
   * Begin to listen, when all parts are there.
   * @param {Parts} parts
   * @param {Record<string, (...args: any[]) => any>} commands
   * @param {Promise<Plotly>} plotly
   */
  start(parts, commands, plotly) {
    const { root } = this;
    this.#parts = parts;
    applyPalette(root, this.palette);
    this.cleanUps.push(
      listen("listening", () => {
        this.#reported = ""; // the component that passes reports on to Python is ready
        this.draw();
      }),
      listenToKeys(root, commands),
      onDeparture(() => this.#leave()),
      followTheme(root, (now) => this.setPalette(now)),
      followWidth(root, () => {
        this.views?.resize();
        this.draw();
      }),
    );
    plotly.then(
      (Plotly) => {
        this.takePlotly(Plotly);
        this.draw();
      },
      (error) => {
        this.stopped = error.message;
        this.draw();
      },
    );
    this.draw();
  }

  /** The person is leaving for another page: report nothing until it is open, or has failed to open. */
  #leave() {
    this.leaving = true;
    setTimeout(() => {
      this.leaving = false;
      this.draw();
    }, LEAVING);
  }

  /** What is on the screen; commands find it there. */
  get here() {
    if (!this.store) throw new Error("There is no picture yet.");
    return this.store;
  }

  /**
   * The commands of the transport.
   * @param {(t: number) => void} go a person's way to an iteration
   * @param {() => void} playOrPause
   * @returns {Commands}
   */
  moves(go, playOrPause) {
    const at = () => this.target ?? this.t;
    return {
      forward: () => go(at() + 1),
      back: () => go(at() - 1),
      nextEpoch: () => go(this.here.epochFrom(at(), 1)),
      previousEpoch: () => go(this.here.epochFrom(at(), -1)),
      restart: () => go(0),
      toEnd: () => go(this.here.last),
      playOrPause,
      speedChanged: () => {
        this.#part = 0;
      },
      scrub: (t) => {
        this.scrubbing = true;
        go(t);
      },
      scrubbed: () => {
        this.scrubbing = false;
        this.draw();
      },
    };
  }

  /**
   * Commands that do nothing before the first picture.
   * @template {Record<string, (...args: any[]) => any>} Given
   * @param {Given} commands
   * @param {(name: string) => void} [did]
   * @returns {Given}
   */
  onceThere(commands, did = () => {}) {
    const guarded = Object.entries(commands).map(([name, run]) => [
      name,
      (/** @type {any[]} */ ...args) => {
        if (!this.store) return undefined;
        const answer = run(...args);
        did(name);
        return answer;
      },
    ]);
    return Object.fromEntries(guarded);
  }

  /**
   * Show an iteration, now or as soon as it is available.
   * @param {number} t
   */
  goTo(t) {
    this.playing = false;
    this.stopped = "";
    const aim = Math.max(0, Math.min(Math.round(t), this.here.end));
    if (this.here.has(aim)) this.#show(aim);
    else this.target = aim;
    this.draw();
  }

  /** @param {number} t an iteration that is here */
  #show(t) {
    this.t = t;
    this.target = null;
  }

  play() {
    if (this.t >= this.here.end) return;
    this.playing = true;
    this.target = null;
    this.stopped = "";
    this.#part = 0;
    this.draw();
  }

  /** @param {string} [reason] a sentence when it was not the person */
  pause(reason = "") {
    this.playing = false;
    this.stopped = reason;
    this.draw();
  }

  /** @param {Next|null} next that takes the place of what is on the screen, when it can */
  expect(next) {
    this.incoming = next;
  }

  /**
   * Another store is on the screen: it stands at an iteration of its own.
   * @param {Store} store
   * @param {number} t
   */
  stand(store, t) {
    this.store = store;
    this.incoming = null;
    this.playing = false;
    this.stopped = "";
    this.#show(t);
  }

  /** @param {Palette} palette */
  setPalette(palette) {
    if (JSON.stringify(palette) === JSON.stringify(this.palette)) return;
    this.palette = palette;
    this.recolour(palette);
    applyPalette(this.root, palette);
    this.draw();
  }

  /**
   * Write the iteration that is shown exactly onto the root; "" for none.
   * @type {(t: number|null) => void}
   */
  rests = (t) => {
    const text = String(t ?? "");
    if (this.root.dataset.rest !== text) this.root.dataset.rest = text;
  };

  /** Draw once in the next animation frame, however often this is called. */
  draw() {
    if (this.#handle !== 0 || this.#gone) return;
    this.#handle = requestAnimationFrame(() => this.#frame());
  }

  #frame() {
    this.#handle = 0;
    const now = performance.now();
    if (this.incoming?.store.has(this.incoming.show)) this.adopt(this.incoming);
    if (this.target !== null && this.store?.has(this.target)) this.#show(this.target);
    if (this.playing) this.#advance();
    this.#ask(now);
    this.#say(now);
    if (!this.store) return;
    const moving = this.playing || this.scrubbing;
    if (this.playing) this.draw(); // before painting, so that an error there does not stop play
    this.paint(moving);
    if (!moving && this.target === null) this.#report(this.store.run.id);
  }

  /** Play: as many iterations as the speed says, as far as they are available. */
  #advance() {
    const { t, here } = this;
    this.#part += this.#speed;
    const steps = Math.floor(this.#part);
    if (steps < 1) return;
    this.#part -= steps;
    const known = (here.firstMissing(t + 1) ?? here.end + 1) - 1;
    const to = Math.min(t + steps, Math.max(t, known));
    const stop = this.stopWithin(to);
    this.t = stop ? stop.t : to;
    if (stop) this.pause(stop.reason);
    else if (this.t >= here.end) this.pause();
  }

  get #speed() {
    return this.#parts?.transport.speed ?? 1;
  }

  /** @param {number} now ms */
  #say(now) {
    const { t, stopped } = this;
    const target = this.playing ? t + 1 : this.target;
    const text = messageFor(this.store, this.requests, { t, target, stopped }, now);
    this.#parts?.messages.say(text);
  }

  /**
   * Ask Python for what is missing, and look again later when no frame is due.
   * @param {number} now ms
   */
  #ask(now) {
    clearTimeout(this.#lookTimer);
    const store = this.incoming?.store ?? this.store;
    if (store && !this.leaving) {
      const t = this.incoming?.show ?? this.target ?? this.t;
      this.requests.tick(store, t, this.playing ? this.#speed : 1, now);
    }
    if (!this.requests.isOpen || this.playing) return;
    this.#lookTimer = setTimeout(() => {
      const later = performance.now();
      this.#ask(later);
      this.#say(later);
    }, LOOK_AGAIN);
  }

  /**
   * Tell Python where the picture stands, once it stands.
   * @param {string} run
   */
  #report(run) {
    clearTimeout(this.#reportTimer);
    const { t } = this;
    this.#reportTimer = setTimeout(() => {
      const moved = this.playing || this.scrubbing || this.store?.run.id !== run || this.t !== t;
      if (!moved && !this.leaving) this.tell(run, t);
    }, REPORT_AFTER);
  }

  /**
   * @param {string} run
   * @param {number} iteration
   */
  tell(run, iteration) {
    const standing = { run, iteration, ...this.standing(iteration) };
    const text = JSON.stringify(standing);
    if (this.#reported === text) return;
    this.#reported = text;
    this.python.standing(standing);
    this.told(standing);
  }

  destroy() {
    this.#gone = true; // ignore anything that still arrives, such as Plotly
    cancelAnimationFrame(this.#handle);
    clearTimeout(this.#reportTimer);
    clearTimeout(this.#lookTimer);
    for (const cleanUp of this.cleanUps) cleanUp();
    this.views?.destroy();
    this.root.remove();
  }
}
