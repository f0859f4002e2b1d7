// What the instruments on a clock share, Train's and Compare's: where we are, play, what is asked
// of Python, what it is told. Only a person's commands, play's frames and Python's answers change
// that; it is drawn once an animation frame.
import { onDeparture } from "../core/departure.js";
import { listenToKeys } from "../core/keyboard.js";
import { followWidth } from "../core/layout.js";
import { applyPalette, followTheme } from "../core/theme.js";
import { messageFor } from "./messages.js";
/** @import { Palette } from "../types.d.ts" */
/** @import { Requests } from "../run/requests.js" */

const REPORT_AFTER = 150; // ms of standing still before Python is told
const LOOK_AGAIN = 400; // ms between looks at an unanswered request
const LEAVING = 4000; // ms in which another page has come, or will not come

/**
 * Who extends it has `transport` and `messages`, and the methods adopt(incoming), paint(moving),
 * standing(iteration), takePlotly(Plotly); may have recolour(palette), stopWithin(t),
 * told(standing).
 */
export class Instrument {
  /**
   * @param {HTMLElement} root
   * @param {Palette} palette
   * @param {{standing: (state: object) => void}} python
   * @param {Requests} requests
   */
  constructor(root, palette, python, requests) {
    Object.assign(this, { root, palette, python, requests });
    this.store = null; // what is on the screen: a run, or a set of runs on one clock
    this.incoming = null; // {store, show, …}: what takes its place when its first picture is here
    Object.assign(this, {
      t: 0,
      target: null,
      playing: false,
      scrubbing: false,
      part: 0,
      stopped: "",
    });
    Object.assign(this, {
      views: null,
      gone: false,
      leaving: false,
      handle: 0,
      reportTimer: 0,
      lookTimer: 0,
      reported: "",
    });
    this.cleanUps = [];
  }

  /**
   * Begin to listen, when all parts are there.
   * @param {Record<string, Function>} commands
   * @param {Promise<object>} plotly
   */
  start(commands, plotly) {
    const { root } = this;
    applyPalette(root, this.palette);
    this.listen("backprop:listening", () => {
      this.reported = "";
      this.draw();
    }); // what passes reports on to Python has come
    this.cleanUps.push(
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

  /** The person goes to another page: nothing is said until it is there, or has not come. */
  #leave() {
    this.leaving = true;
    setTimeout(() => {
      this.leaving = false;
      this.draw();
    }, LEAVING);
  }

  /**
   * Listen to an event of the document until the end.
   * @param {string} name
   * @param {(event: any) => void} heard
   */
  listen(name, heard) {
    document.addEventListener(name, heard);
    this.cleanUps.push(() => document.removeEventListener(name, heard));
  }

  /**
   * The commands of the transport.
   * @param {(t: number) => void} go a person's way to an iteration
   * @param {() => void} playOrPause
   */
  moves(go, playOrPause) {
    const at = () => this.target ?? this.t;
    return {
      forward: () => go(at() + 1),
      back: () => go(at() - 1),
      nextEpoch: () => go(this.store.epochFrom(at(), 1)),
      previousEpoch: () => go(this.store.epochFrom(at(), -1)),
      restart: () => go(0),
      toEnd: () => go(this.store.last),
      playOrPause,
      speedChanged: () => {
        this.part = 0;
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
   * @param {Record<string, Function>} commands
   * @param {(name: string) => void} [did]
   */
  onceThere(commands, did = () => {}) {
    return Object.fromEntries(
      Object.entries(commands).map(([name, run]) => [
        name,
        (...args) => {
          if (!this.store) return undefined;
          const answer = run(...args);
          did(name);
          return answer;
        },
      ]),
    );
  }

  /**
   * Show an iteration, at once when it is here, else as soon as it comes.
   * @param {number} t
   */
  goTo(t) {
    Object.assign(this, { playing: false, stopped: "" });
    const aim = Math.max(0, Math.min(Math.round(t), this.store.end));
    if (this.store.has(aim)) [this.t, this.target] = [aim, null];
    else this.target = aim;
    this.draw();
  }

  play() {
    if (this.t >= this.store.end) return;
    Object.assign(this, { playing: true, target: null, part: 0, stopped: "" });
    this.draw();
  }

  /** @param {string} [reason] a sentence when it was not the person */
  pause(reason = "") {
    Object.assign(this, { playing: false, stopped: reason });
    this.draw();
  }

  /** @param {Palette} palette */
  setPalette(palette) {
    if (JSON.stringify(palette) === JSON.stringify(this.palette)) return;
    this.palette = palette;
    this.recolour?.(palette);
    applyPalette(this.root, palette);
    this.draw();
  }

  /**
   * The root says where the picture stands exactly, "" while it does not.
   * @param {number|null} t
   */
  rests = (t) => {
    if (this.root.dataset.rest !== String(t ?? "")) this.root.dataset.rest = String(t ?? "");
  };

  /** Draw in the next animation frame, once however often it is asked for. */
  draw() {
    if (this.handle === 0 && !this.gone) this.handle = requestAnimationFrame(() => this.#frame());
  }

  #frame() {
    this.handle = 0;
    const now = performance.now();
    if (this.incoming?.store.has(this.incoming.show)) this.adopt(this.incoming);
    if (this.target !== null && this.store.has(this.target))
      [this.t, this.target] = [this.target, null];
    if (this.playing) this.#advance();
    this.#ask(now);
    this.#say(now);
    if (!this.store) return;
    const moving = this.playing || this.scrubbing;
    this.paint(moving);
    if (this.playing) this.draw();
    else if (!moving && this.target === null) this.#report();
  }

  /** Play: as many iterations as the speed says, as far as they are here. */
  #advance() {
    this.part += this.transport.speed();
    const steps = Math.floor(this.part);
    if (steps < 1) return;
    this.part -= steps;
    const here = (this.store.firstMissing(this.t + 1) ?? this.store.end + 1) - 1;
    const to = Math.min(this.t + steps, Math.max(this.t, here));
    const stop = this.stopWithin?.(to);
    this.t = stop ? stop.t : to;
    if (stop) this.pause(stop.reason);
    else if (this.t >= this.store.end) this.pause();
  }

  #say(now) {
    const state = {
      t: this.t,
      target: this.playing ? this.t + 1 : this.target,
      stopped: this.stopped,
    };
    this.messages.say(messageFor(this.store, this.requests, state, now));
  }

  /** Ask Python for what is missing, and look again later when no frame is due. */
  #ask(now) {
    clearTimeout(this.lookTimer);
    const store = this.incoming?.store ?? this.store;
    if (store && !this.leaving)
      this.requests.tick(
        store,
        this.incoming?.show ?? this.target ?? this.t,
        this.playing ? this.transport.speed() : 1,
        now,
      );
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
    const [run, t] = [this.store.run.id, this.t];
    this.reportTimer = setTimeout(() => {
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
    if (this.reported === JSON.stringify(standing)) return;
    this.reported = JSON.stringify(standing);
    this.python.standing(standing);
    this.told?.(standing);
  }

  destroy() {
    this.gone = true; // what still comes, Plotly for one, finds nobody
    cancelAnimationFrame(this.handle);
    clearTimeout(this.reportTimer);
    clearTimeout(this.lookTimer);
    for (const cleanUp of this.cleanUps) cleanUp();
    this.views?.destroy();
    this.root.remove();
  }
}
