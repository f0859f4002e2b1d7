// Asks Python for more of a trace, or of several in one message, early enough that play never
// stalls, and again if no answer comes.
/** @import { TraceStore } from "./trace.js" */
/** @import { Clock, More } from "../types.d.ts" */

const RETRY_AFTER = 2000; // ms without an answer
const LOST_AFTER = 2; // unanswered requests in a row before the page says so
const CHUNK = 240; // iterations of an ordinary request: four seconds of play
const CHUNK_BYTES = 2 ** 20; // of an ordinary request at most; fast play asks for more at a time
const CHUNK_BYTES_FAST = 4 * 2 ** 20;
const AHEAD_BYTES = 6 * 2 ** 20; // kept ready ahead at most
const SCRUB_PAUSE = 120; // ms between two requests while the person scrubs through missing iterations
const BEHIND = 24; // iterations kept ready for stepping back

/**
 * @typedef {Object} Want
 * @property {number} first
 * @property {number} count
 * @property {number} need an iteration of it that the store has once the answer is there
 * @property {boolean} urgent the picture waits for it
 */

/**
 * How many iterations to ask for at a time and to keep ready, at a speed.
 * @param {number} rate iterations a frame
 * @param {number} bytes an iteration
 * @returns {{count: number, ahead: number}}
 */
function amounts(rate, bytes) {
  const within = (/** @type {number} */ limit) => Math.max(16, Math.floor(limit / bytes));
  const count = Math.min(
    Math.ceil(CHUNK * Math.max(1, rate)),
    within(rate > 1 ? CHUNK_BYTES_FAST : CHUNK_BYTES),
  );
  return { count, ahead: Math.min(count, within(AHEAD_BYTES)) };
}

/**
 * The most urgent missing iterations, or null.
 * @param {TraceStore} store
 * @param {number} t the iteration to show
 * @param {number} rate
 * @returns {Want|null}
 */
export function wanted(store, t, rate) {
  const { count, ahead } = amounts(rate, store.bytesPerIteration);
  if (!store.has(t)) {
    const first = t > 0 && store.has(t - 1) ? t : Math.max(0, t - Math.floor(count / 3)); // with room to step back
    return { first, count: Math.max(count, t - first + 1), need: t, urgent: true };
  }
  const next = store.firstMissing(t);
  if (next !== null && next - t <= ahead)
    return { first: next, count, need: next, urgent: next - t <= 1 };
  const before = store.lastMissingBefore(t);
  if (before !== null && t - before <= BEHIND) {
    const first = Math.max(0, before - count + 1);
    return { first, count: before - first + 1, need: before, urgent: false };
  }
  return null;
}

/**
 * The request for one run.
 * @typedef {Omit<More, "nonce">} Ask
 */

/**
 * The message about the runs of a set.
 * @param {string} set
 * @param {Ask[]} runs
 * @returns {object}
 */
export const ofSeveral = (set, runs) => ({ set, runs });

/**
 * The message about one run.
 * @param {string} _
 * @param {Ask[]} runs
 * @returns {object}
 */
const ofOne = (_, [run]) => run;

export class Requests {
  #nonce = 0;
  /** @type {{id: string, wants: Map<string, Want & {have: number}>, sentAt: number}|null} */
  #open = null;
  #send;
  #message;
  /** requests in a row to which no answer has come */
  unanswered = 0;
  /** @type {number|null} when the picture began to wait, ms */
  waitingSince = null;

  /**
   * @param {(message: object) => void} send the trigger "more"
   * @param {(id: string, runs: Ask[]) => object} [message]
   */
  constructor(send, message = ofOne) {
    this.#send = send;
    this.#message = message;
  }

  /** Whether to show that Python does not answer. */
  get lost() {
    return this.unanswered >= LOST_AFTER;
  }

  get isOpen() {
    return this.#open !== null;
  }

  /**
   * Request what is missing. Cheap; call it each frame.
   * @param {Clock} clock
   * @param {number} t
   * @param {number} rate iterations a frame
   * @param {number} now ms
   */
  tick(clock, t, rate, now) {
    if (this.#open?.id !== clock.run.id) this.#open = null;
    const wants = new Map();
    let urgent = false;
    for (const store of clock.stores) {
      const want = wanted(store, Math.min(t, store.end), rate);
      if (want) wants.set(store.run.id, { ...want, have: store.historyRows });
      urgent ||= want?.urgent ?? false;
    }
    this.waitingSince = urgent ? (this.waitingSince ?? now) : null;
    if (!wants.size) {
      this.#open = null;
      return;
    }
    const open = this.#open;
    const overdue = open !== null && now - open.sentAt > RETRY_AFTER;
    if (open && !overdue && (this.#isOnItsWay(wants) || now - open.sentAt < SCRUB_PAUSE)) return;
    if (overdue) this.unanswered++;
    this.#ask(clock.run.id, wants, now, []);
  }

  /**
   * Whether everything the picture waits for has been requested.
   * @param {Map<string, Want>} wants by run
   */
  #isOnItsWay(wants) {
    return [...wants].every(([run, { need, urgent }]) => {
      const asked = this.#open?.wants.get(run);
      return !urgent || (asked && need >= asked.first && need < asked.first + asked.count);
    });
  }

  /**
   * Ask for the setups of runs of which only a stretch has come.
   * @param {string} id of the run or the set
   * @param {string[]} runs
   * @param {number} first
   * @param {number} now
   */
  setups(id, runs, first, now) {
    if (this.#open?.id === id && now - this.#open.sentAt < RETRY_AFTER) return;
    const want = { first, count: CHUNK, need: first, urgent: true, have: 0 };
    this.#ask(id, new Map(runs.map((run) => [run, want])), now, runs);
  }

  /**
   * A message has arrived from Python, so the connection works.
   * @param {Clock} clock
   */
  arrived(clock) {
    this.unanswered = 0;
    if (!this.#open) return;
    const here = [...this.#open.wants].every(([run, { need }]) => {
      const store = clock.stores.find((own) => own.run.id === run);
      return !store || store.has(Math.min(need, store.end));
    });
    if (this.#open.id !== clock.run.id || here) this.#open = null;
  }

  /**
   * @param {string} id
   * @param {Map<string, Want & {have: number}>} wants by run
   * @param {number} now ms
   * @param {string[]} needSetup runs
   */
  #ask(id, wants, now, needSetup) {
    this.#open = { id, wants, sentAt: now };
    const runs = [...wants].map(([run, { first, count, have }]) => ({
      run,
      first,
      count,
      have_history: have,
      need_setup: needSetup.includes(run),
    }));
    this.#send({ ...this.#message(id, runs), nonce: ++this.#nonce });
  }
}
