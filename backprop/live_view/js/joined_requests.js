// Asking Python for more of several runs at once: one message, one answer.
import { CHUNK, LOST_AFTER, RETRY_AFTER, SCRUB_PAUSE, wanted } from "./requests.js";

export class JoinedRequests {
  #nonce = 0;
  /** @type {{set: string, wants: Map<string, import("./requests.js").Want>, sentAt: number}|null} */
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
   * @param {import("./joined_store.js").JoinedStore} joined @param {number} t @param {number} rate iterations a frame @param {number} now ms */
  tick(joined, t, rate, now) {
    if (this.#open?.set !== joined.run.id) this.#open = null;
    const wants = new Map();
    for (const store of joined.stores) {
      const want = wanted(store, Math.min(t, store.end), rate);
      if (want) wants.set(store.run.id, { ...want, have: store.historyRows });
    }
    const urgent = [...wants].filter(([, want]) => want.urgent);
    this.waitingSince = urgent.length ? (this.waitingSince ?? now) : null;
    if (!wants.size) {
      this.#open = null;
      return;
    }
    const open = this.#open;
    const overdue = open !== null && now - open.sentAt > RETRY_AFTER;
    if (open && !overdue) {
      const onItsWay = urgent.every(([run, want]) => {
        const asked = open.wants.get(run);
        return asked && want.need >= asked.first && want.need < asked.first + asked.count;
      });
      if (onItsWay || now - open.sentAt < SCRUB_PAUSE) return;
    }
    if (overdue) this.unanswered++;
    this.#send(joined.run.id, wants, now, []);
  }

  /** Ask for the setups of runs of which only a stretch has come. @param {string} set @param {string[]} runs @param {number} first @param {number} now */
  setups(set, runs, first, now) {
    if (this.#open?.set === set && now - this.#open.sentAt < RETRY_AFTER) return;
    this.#send(set, new Map(runs.map((run) => [run, { first, count: CHUNK, need: first, urgent: true, have: 0 }])), now, runs);
  }

  /** Something has come from Python. @param {import("./joined_store.js").JoinedStore} joined */
  arrived(joined) {
    this.unanswered = 0;
    if (!this.#open) return;
    const here = [...this.#open.wants].every(([run, want]) => {
      const store = joined.stores.find((own) => own.run.id === run);
      return !store || store.has(Math.min(want.need, store.end));
    });
    if (this.#open.set !== joined.run.id || here) this.#open = null;
  }

  #send(set, wants, now, needSetup) {
    this.#open = { set, wants, sentAt: now };
    const runs = [...wants].map(([run, { first, count, have }]) => ({ run, first, count, have_history: have, need_setup: needSetup.includes(run) }));
    this.send({ set, runs, nonce: ++this.#nonce });
  }
}
