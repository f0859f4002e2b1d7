// The page's side of the worker.
/** @import { Method, Posted } from "./types.d.ts" */

/**
 * @typedef {Object} Told
 * @property {(text: string) => void} stage what the worker does
 * @property {() => void} ready
 * @property {(reason: string) => void} failed Python could not be started
 */

/** @typedef {{resolve: (answer: any) => void, reject: (error: Error) => void}} Open call */

export class Engine {
  #worker;
  #next = 0;
  /** @type {Map<number, Open>} calls without an answer */
  #open = new Map();

  /** @param {Told} told */
  constructor(told) {
    this.#worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
    this.#worker.addEventListener("error", (event) =>
      told.failed(event.message || "the worker did not start"),
    );
    this.#worker.addEventListener("message", ({ data }) => this.#take(data, told));
  }

  /**
   * Call a method of Python's Page.
   * @param {Method} method
   * @param {...string} args
   * @returns {Promise<any>} what it says, with `bytes`
   */
  call(method, ...args) {
    const id = ++this.#next;
    /** @type {Promise<any>} */
    const answer = new Promise((resolve, reject) => this.#open.set(id, { resolve, reject }));
    this.#worker.postMessage({ id, method, args });
    return answer;
  }

  /**
   * @param {Posted} posted
   * @param {Told} told
   */
  #take(posted, told) {
    if ("stage" in posted) told.stage(posted.stage);
    else if ("ready" in posted) told.ready();
    else if ("failed" in posted) told.failed(posted.failed);
    else {
      const open = this.#open.get(posted.id);
      this.#open.delete(posted.id);
      if ("error" in posted) open?.reject(new Error(posted.error));
      else open?.resolve({ ...JSON.parse(posted.text), bytes: posted.bytes });
    }
  }
}

/**
 * Calls of one kind, one at a time; of those that wait only the last is made, the others are out of
 * date.
 * @template Value
 * @param {(value: Value) => Promise<void>} act
 * @returns {(value: Value) => Promise<void>}
 */
export function newestOnly(act) {
  let busy = false;
  /** @type {{value: Value}|null} */
  let waiting = null;
  return async function take(value) {
    if (busy) {
      waiting = { value };
      return;
    }
    busy = true;
    try {
      await act(value);
    } finally {
      busy = false;
      const next = waiting;
      waiting = null;
      if (next) take(next.value);
    }
  };
}
