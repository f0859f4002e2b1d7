// Asking Python for more of the trace, early enough that play never stalls, and again when no answer comes.

export const RETRY_AFTER = 2000; // ms without an answer
export const LOST_AFTER = 2; // unanswered requests in a row before the page says so
export const CHUNK = 240; // iterations of an ordinary request: four seconds of play
const CHUNK_BYTES = 2 ** 20; // of an ordinary request at most; fast play asks for more at a time
const CHUNK_BYTES_FAST = 4 * 2 ** 20;
const AHEAD_BYTES = 6 * 2 ** 20; // kept ready ahead at most
export const SCRUB_PAUSE = 120; // ms between two requests while somebody scrubs through what is not here
const BEHIND = 24; // iterations kept ready for stepping back

/**
 * @typedef {Object} Want
 * @property {number} first
 * @property {number} count
 * @property {number} need an iteration of it that the store has once the answer is there
 * @property {boolean} urgent the picture waits for it
 */

/** How many iterations to ask for at a time and to keep ready, at a speed.
 * @param {number} rate iterations a frame @param {number} bytes an iteration @returns {{count: number, ahead: number}} */
export function amounts(rate, bytes) {
  const within = (limit) => Math.max(16, Math.floor(limit / bytes));
  const count = Math.min(Math.ceil(CHUNK * Math.max(1, rate)), within(rate > 1 ? CHUNK_BYTES_FAST : CHUNK_BYTES));
  return { count, ahead: Math.min(count, within(AHEAD_BYTES)) };
}

/** What is missing most at an iteration, or null. @param {import("./trace.js").TraceStore} store @param {number} t the iteration to show
 * @param {number} rate @returns {Want|null} */
export function wanted(store, t, rate) {
  const { count, ahead } = amounts(rate, store.bytesPerIteration);
  if (!store.has(t)) {
    const first = t > 0 && store.has(t - 1) ? t : Math.max(0, t - Math.floor(count / 3)); // with room to step back
    return { first, count: Math.max(count, t - first + 1), need: t, urgent: true };
  }
  const next = store.firstMissing(t);
  if (next !== null && next - t <= ahead) return { first: next, count, need: next, urgent: next - t <= 1 };
  const before = store.lastMissingBefore(t);
  if (before !== null && t - before <= BEHIND) {
    const first = Math.max(0, before - count + 1);
    return { first, count: before - first + 1, need: before, urgent: false };
  }
  return null;
}

export class Requests {
  #nonce = 0;
  /** @type {(Want & {sentAt: number})|null} */
  #open = null;

  /** @param {(message: object) => void} send the trigger "more" */
  constructor(send) {
    this.send = send;
    this.unanswered = 0;
    this.waitingSince = null; // when the picture began to wait
  }

  /** Whether to tell the person that Python does not answer. */
  get lost() {
    return this.unanswered >= LOST_AFTER;
  }

  get isOpen() {
    return this.#open !== null;
  }

  /** Look at what is missing and ask. Cheap; call it each frame.
   * @param {import("./trace.js").TraceStore} store @param {number} t @param {number} rate @param {number} now ms */
  tick(store, t, rate, now) {
    if (this.#open?.run !== store.run.id) this.#open = null;
    const want = wanted(store, t, rate);
    this.waitingSince = want?.urgent ? (this.waitingSince ?? now) : null;
    if (!want) {
      this.#open = null;
      return;
    }
    const open = this.#open;
    const overdue = open !== null && now - open.sentAt > RETRY_AFTER;
    if (open && !overdue) {
      const onItsWay = want.need >= open.first && want.need < open.first + open.count;
      if (onItsWay || !want.urgent || now - open.sentAt < SCRUB_PAUSE) return;
    }
    if (overdue) this.unanswered++;
    this.#send(store.run.id, want, store.historyRows, false, now);
  }

  /** Ask for a run's setup, when a chunk of an unknown run has come. @param {string} run @param {number} first @param {number} now */
  setup(run, first, now) {
    if (this.#open?.run === run && now - this.#open.sentAt < RETRY_AFTER) return;
    this.#send(run, { first, count: CHUNK, need: first, urgent: true }, 0, true, now);
  }

  /** Something has come from Python: the line is there. @param {import("./trace.js").TraceStore} store that it went to */
  arrived(store) {
    this.unanswered = 0;
    if (this.#open && (this.#open.run !== store.run.id || store.has(this.#open.need))) this.#open = null;
  }

  #send(run, want, history, needSetup, now) {
    this.#open = { ...want, run, sentAt: now };
    this.send({ run, first: want.first, count: want.count, have_history: history, need_setup: needSetup, nonce: ++this.#nonce });
  }
}
