// What the page without a server and Python in its worker tell each other (engine.py, tools/static_choices.py).

/** A field of the form. */
export interface Choice {
  name: string;
  label: string;
  help: string;
  kind: "select" | "number" | "text";
  wide?: boolean;
  /** value and text */
  options?: [string, string][];
  min?: number;
  max?: number;
  step?: number | "any";
  placeholder?: string;
}

/** An experiment as its form and its address have it. */
export type Query = Record<string, string>;

/** What Python says of a run. */
export interface Described {
  run: string;
  query: Query;
  fields: Record<string, any>;
  preset: string | null;
  summary: string;
  /** what could not be taken, and why */
  sentences: string[];
}

/** A preset whose first stretch was computed when the page was built. */
export interface Preset extends Described {
  name: string;
  file: string;
  /** the last iteration in the file */
  last: number;
}

/** choices.json */
export interface Known {
  choices: Choice[];
  presets: Preset[];
}

/** What the worker posts. */
export type Posted =
  | { stage: string }
  | { ready: true }
  | { failed: string }
  | { id: number; text: string; bytes: Uint8Array }
  | { id: number; error: string };

/** Calls a method of Python's Page. */
export interface Call {
  id: number;
  method: Method;
  args: string[];
}

export type Method = "open" | "answer" | "intervene" | "check";

declare global {
  /** Python, as Pyodide starts it. */
  interface Pyodide {
    loadPackage(names: string[], options: object): Promise<void>;
    unpackArchive(data: ArrayBuffer, format: string, options: object): void;
    runPython(code: string): Record<Method, (...args: string[]) => PyodideResult>;
  }
  interface PyodideResult {
    toJs(): [string, Uint8Array];
    destroy(): void;
  }
}
