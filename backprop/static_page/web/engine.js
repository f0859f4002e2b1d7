// The page's side of the worker.

export class Engine {
  #worker;
  #next = 0;
  #open = new Map();

  /**
   * @param {{stage: (text: string) => void, ready: () => void, failed: (reason: string) => void}}
   *   told
   */
  constructor(told) {
    this.#worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
    this.#worker.addEventListener("error", (event) =>
      told.failed(event.message || "the worker did not start"),
    );
    this.#worker.addEventListener("message", ({ data }) => {
      if (data.stage) return told.stage(data.stage);
      if (data.ready) return told.ready();
      if (data.failed) return told.failed(data.failed);
      const [resolve, reject] = this.#open.get(data.id);
      this.#open.delete(data.id);
      return data.error
        ? reject(new Error(data.error))
        : resolve({ ...JSON.parse(data.text), bytes: data.bytes });
    });
  }

  /**
   * Call a method of Python's Page.
   * @param {"open"|"answer"|"check"} method
   * @param {...string} args
   * @returns {Promise<any>} its result, with `bytes`
   */
  call(method, ...args) {
    const id = ++this.#next;
    const answer = new Promise((resolve, reject) => this.#open.set(id, [resolve, reject]));
    this.#worker.postMessage({ id, method, args });
    return answer;
  }
}

/**
 * Make calls of one kind one at a time. Of the calls that wait, only the newest is made; the others
 * are out of date.
 * @param {(value: any) => Promise<void>} act
 * @returns {(value: any) => void}
 */
export function newestOnly(act) {
  let busy = false;
  /** @type {{value: any}|null} */
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
