// The types that scripts share: what Python sends and is sent, and what views are handed. The keys of what Python
// sends are held to this file by tests/live_view/test_types.py, which reads it: one property a line.
// In a script: /** @import { Frame, Run } from "../types.d.ts" */

import type { Mapping } from "./core/plotly_theme.js";
import type { Contributions } from "./run/contributions.js";
import type { Frame } from "./run/frame.js";
import type { TraceStore } from "./run/trace.js";
import type { UnitMaps } from "./run/unit_maps.js";
import type { UnitPicture } from "./views/unit_picture.js";

/** An array of a packed message. */
export type Block = Float64Array | Float32Array | Uint32Array;

// ---- What Python sends: a trace (trace.py, setup.py, interventions.py)

/** The header of a trace: iterations first to first + count − 1 of a run. */
export interface Header {
  version: number;
  /** the run's name */
  run: string;
  first: number;
  count: number;
  /** the last iteration that Python has computed */
  last: number;
  /** where to open */
  show: number;
  /** the iteration of the first row of blocks.history */
  history_first: number;
  /** the epoch of each row of blocks.orders */
  epochs: number[];
  diverged: Divergence | null;
  /** with the first message of a run */
  setup: Setup | null;
  /** what the link says of the picture */
  view?: Record<string, string>;
  /** of a replay: nothing comes after its last iteration */
  complete?: boolean;
}

export interface Divergence {
  iteration: number;
  layer: number;
  quantity: string;
  sentence: string;
}

/** The arrays of a trace; P parameters in all, in the order of W¹, b¹, W², … */
export interface TraceBlocks {
  /** (count, P) */
  parameters: Float64Array | Float32Array;
  /** (count, P) */
  gradients: Float64Array | Float32Array;
  /** (count,) */
  learning_rate: Float64Array;
  /** rows of train loss, test loss, train accuracy, test accuracy */
  history: Float64Array;
  /** (count, P); without them the update is −η times the gradient */
  updates?: Float64Array | Float32Array;
  /** (epochs, n_train) samples in the order in which an epoch takes them */
  orders?: Uint32Array;
}

/** The arrays that come with the setup; a row is a sample. */
export interface SetupBlocks {
  X_train: Float64Array | Float32Array;
  y_train: Float64Array | Float32Array;
  X_test: Float64Array | Float32Array;
  y_test: Float64Array | Float32Array;
  /** (d,) the mean of inputs that are shown on a plane of principal components */
  plane_mean?: Float64Array;
  /** (2, d) the plane's axes */
  plane_axes?: Float64Array;
  /** (n, 2) where samples are in the picture, where those are not their inputs */
  P_train?: Float64Array | Float32Array;
  P_test?: Float64Array | Float32Array;
}

/** A key of ACTIVATIONS in run/activations.js. */
export type ActivationName = string;
export type LossName = "mse" | "binary_cross_entropy" | "cross_entropy";
export type FeatureName = "x1" | "x2" | "x1_squared" | "x2_squared" | "x1x2" | "sin_x1" | "sin_x2";

/** What is known of a run once. */
export interface Setup {
  /** units of layer 0, the inputs, to L */
  sizes: number[];
  /** of layers 1 to L */
  activations: ActivationName[];
  loss: LossName;
  task: "classification" | "regression";
  dataset: string;
  n_classes: number;
  class_names: string[];
  /** of the columns of a table */
  feature_names: string[];
  /** of the axes of the picture */
  coordinate_names: string[];
  /** by which inputs are made of a point's two coordinates */
  features: FeatureName[] | null;
  /** inputs in equations, where they have names: x₁², sin x₂ */
  input_symbols: string[] | null;
  /** inputs in sentences, where they have names: petal length */
  input_columns: string[] | null;
  /** of the axes, where the data is standardised */
  units: { means: number[]; scales: number[] } | null;
  target: { name: string; mean: number; scale: number };
  n_train: number;
  n_test: number;
  gradient_rule: "exact" | "tutorial";
  has_penalty: boolean;
  stretches: Stretch[];
  interventions: Intervention[];
  /** what the run has in common with those that differ from it in interventions alone */
  trunk: string;
  /** of the picture: xmin, xmax, ymin, ymax */
  extent: [number, number, number, number];
  plane: { title: string } | null;
  target_range: [number, number];
}

/** What holds from iteration `first` up to the next stretch. */
export interface Stretch {
  first: number;
  /** samples of an ordinary batch */
  batch_size: number;
  /** the one that began at iteration epoch_from, from which batches count */
  epoch: number;
  epoch_from: number;
  optimizer: string;
  /** the base rate, before the schedule */
  learning_rate: number;
  l1: number;
  l2: number;
  /** the optimizer's own numbers, where it has them */
  momentum?: number;
  rmsprop_decay?: number;
  beta1?: number;
  beta2?: number;
  epsilon?: number;
  /** layers */
  frozen: number[];
  /** weights, as layer, i, j */
  cut: [number, number, number][];
  /** parameters written at `first`; i is −1 for a bias */
  edits: [number, number, number][];
}

/** What a person changes in the middle of a run. i and j are −1, layer 0 where the kind has none. */
export interface Intervention {
  iteration: number;
  kind: string;
  value: number | string | null;
  layer: number;
  i: number;
  j: number;
  /** in words */
  text: string;
}

// ---- What Python sends: several runs (compare_view.py)

export interface SetHeader {
  version: number;
  /** the set's name */
  set: string;
  show: number;
  runs: Entry[];
}

/** A run of a set. */
export interface Entry {
  run: string;
  /** label and value of what is not the same in all */
  own: [string, string][];
  /** all of it in words */
  full: string;
  /** where its trace lies behind the header, and how long it is */
  at: [number, number] | null;
  /** it is alone */
  only: boolean;
}

// ---- What Python sends: the walk of a sample (sample_walk.py)

export interface WalkData {
  walk: Walk;
  /** the move at which it opens */
  start: string;
  sample: { set: "train" | "test"; index: number };
  /** word and value of what there is to know of the sample */
  facts: [string, string][];
  map: SampleMap;
  iteration: number;
}

/** The samples in a plane. */
export interface SampleMap {
  /** index, x, y, class or target from 0 to 1, and 1 where it is in the batch */
  points: [number, number, number, number, number][];
  /** xmin, xmax, ymin, ymax */
  extent: [number, number, number, number];
  /** 0 where the targets are numbers */
  classes: number;
  /** of one input, or of two */
  axes: [string] | [string, string];
  /** of the classes */
  names: string[];
  /** no sample is left out */
  all: boolean;
}

/** The whole walk (walkthrough/walk.py). Where units are folded, the shown ones have a row each. */
export interface Walk {
  sizes: number[];
  /** units of each layer that are drawn */
  shown: number[][];
  /** of the shown units, as equations call them */
  names: string[][];
  /** of the shown inputs, where they have names */
  columns: string[] | null;
  /** of inputs that are made of others: x₁², sin x₂ */
  symbols: string[] | null;
  values: WalkValues;
  stations: Station[];
  moves: Move[];
}

/** Of the shown units, layer by layer. */
export interface WalkValues {
  z: (number[] | null)[];
  a: number[][];
  dz: (number[] | null)[];
  da: number[][];
  y: number[];
}

/** A quantity of a layer; its cells are moves. */
export interface Station {
  key: string;
  label: string;
  phase: "forward" | "loss" | "backward" | "update";
  /** 0 for inputs and updates */
  layer: number;
  /** its first move, and how many it has */
  first: number;
  count: number;
  /** the move with the largest value */
  focus: number;
  /** in words */
  about: string;
}

/** One number of the walk. All texts are written. */
export interface Move {
  id: string;
  name: string;
  title: string;
  /** the equation */
  general: string;
  /** the terms with numbers */
  numbers: string[];
  terms: Term[];
  /** the smaller terms, together */
  more: { count: number; value: number; text: string } | null;
  value: number;
  result: string;
  aside: string;
  sentence: string;
  /** what is lit: layer and unit; layer, i and j */
  units: [number, number][];
  edges: [number, number, number][];
  target: { unit?: [number, number]; edge?: [number, number, number] } | null;
  /** the cell whose sum over the batch can be opened, and what it is called */
  cell: string | null;
  gradient: string;
}

export interface Term {
  label: string;
  value: number;
  result: string;
  /** layer, i and j, where it comes along an edge */
  edge: [number, number, number] | null;
  /** what the edge carries in the drawing */
  tag: string;
}

// ---- What Python says of the iteration at rest (ui/check.py)

export interface Report {
  run: string;
  iteration: number;
  /** the largest relative error, null where nothing was checked */
  worst: number | null;
  worst_layer: number | null;
  passed: boolean | null;
  sentence: string;
  failed_layers?: number[];
  tolerance?: number;
  /** two iterations in float64, packed, in base64 */
  exact?: string | null;
  /** how often the browser has asked for it */
  asked?: number;
  /** of a replay: why it was not checked, in a few words */
  reason?: string;
}

/** Of several runs (ui/compare_run.py): ‖dW‖ of each layer by run, where their traces are rounded. */
export interface Norms {
  run: string;
  iteration: number;
  norms: Record<string, number[]>;
}

// ---- What Python is told

/** Trigger "more". */
export interface More {
  run: string;
  first: number;
  count: number;
  have_history: number;
  need_setup: boolean;
  nonce?: number;
}

/** Where the picture stands. */
export interface Standing {
  run: string;
  iteration: number;
  view?: Record<string, string> | null;
  checked?: boolean;
  asked?: number;
}

// ---- What views are handed

/** A run as the views know it. */
export interface Run extends Setup, SetupBlocks {
  id: string;
}

/** What the network's arithmetic needs of a run. */
export type Net = Pick<Run, "sizes" | "activations" | "loss" | "gradient_rule">;

/**
 * Numbers of every layer in the layout of the parameters: W[l] is n_in · n_out, row-major, b[l] is
 * n_out. Index 0 is empty: layer 0 has none.
 */
export interface Layers {
  W: Float64Array[];
  b: Float64Array[];
}

/** Of an iteration; layer is 0 for loss and update. */
export interface Phase {
  stage: "forward" | "loss" | "backward" | "update";
  layer: number;
}

/** What is selected; layers count from 1 (0: the inputs), everything else from 0. */
export type Selected =
  | { kind: "weight"; layer: number; i: number; j: number }
  | { kind: "bias"; layer: number; j: number }
  | { kind: "unit"; layer: number; j: number }
  | { kind: "point"; set: "train" | "test"; index: number };

/** What steps through iterations: the trace of a run, or those of several runs together. */
export interface Clock {
  run: { id: string; interventions: Intervention[] };
  /** the traces behind it */
  stores: TraceStore[];
  /** the last iteration that Python has computed */
  readonly last: number;
  /** no iteration can follow this one */
  readonly end: number;
  readonly diverged: { sentence: string } | null;
  /** nothing comes after its last iteration: it is a replay */
  readonly complete: boolean;
  /** whether iteration t can be shown */
  has(t: number): boolean;
  /** the first iteration from t on that is not here; null where all are, up to the end */
  firstMissing(t: number): number | null;
  /** where the next epoch begins, or where this one or the one before did */
  epochFrom(t: number, way: 1 | -1): number;
}

/** How things are shown; nothing of the run. */
export interface Settings {
  quantity: Quantity;
  edges: "weight" | "gradient";
  scale: "common" | "layer";
  points: "train" | "test" | "both";
  size: "equal" | "pull" | "selected";
  logLoss: boolean;
  accuracy: boolean;
}

/** What the heatmaps can show. */
export type Quantity = "gradient" | "parameters" | "update" | "ratio";

/** What every view of the Train page is handed. The run is there before the first view is. */
export interface Context {
  run: Run;
  store: TraceStore;
  palette: Palette;
  settings: Settings;
  selection: Selected | null;
  /** what the pointer is on */
  hovered: Selected | null;
  plotly: Promise<Plotly>;
  /** once it is here */
  Plotly: Plotly | null;
  /** nothing moves: views may take their time */
  resting: boolean;
  /** the names of the views that are presented */
  present: string[] | null;
  setSetting(name: string, value: string | boolean): void;
  select(selection: Selected | null): void;
  goTo(t: number): void;
  /** open the panel with which a person intervenes */
  intervene(): void;
  hover(selection: Selected | null): void;
  /** of a frame; coarser while things move where the network is large */
  maps(frame: Frame): UnitMaps;
  /** what each sample of the frame's batch adds to the gradient */
  contributions(frame: Frame): Contributions;
}

export type SetName = "train" | "test";

/** A unit's place: its layer, 0 for inputs, and its number. */
export type UnitOf = { layer: number; j: number };

/** What the picture of a run is drawn with: all of a context, or what a run beside others has of one. */
export interface Picturing {
  settings: { points: Settings["points"] | "none"; size: Settings["size"] };
  selection: Selected | null;
  hovered: Selected | null;
  resting?: boolean;
  maps(frame: Frame): UnitMaps;
  contributions?(frame: Frame): Contributions;
}

/** What the last layer's activations mean. */
export type SurfaceKind = "probability" | "classes" | "value";

/** What a network answers, as the decision boundary shows it: a surface, or a curve over one input. */
export interface Scene {
  kind: SurfaceKind;
  /** xmin, xmax, ymin, ymax, in data units */
  range: [number, number, number, number];
  /** x and y of each sample */
  places: Record<SetName, [Float64Array, Float64Array]>;
  /** titles of the axes, "" where they need none */
  axes: [string, string];
  /** what the axes are called in a file */
  called: [string, string];
  /** both axes have the same unit, whatever the shape of the card */
  equal: boolean;
  /** of a surface: the map of a single unit, which can take its place */
  unit?: UnitPicture;
  paint(brush: CanvasRenderingContext2D, map: Mapping, frame: Frame): void;
  /** the trace that answers the pointer; it is never seen */
  trace(): Record<string, any>;
  /** its exact values; null: not computed */
  values(frame: Frame | null): Record<string, any>;
  /** for a figure of Plotly's own */
  exported(frame: Frame): { images: object[]; data: object[] };
  /** of a surface: every piece of line, in data units */
  lines?(maps: UnitMaps, segment: Segment): void;
}

/** Takes a piece of line. */
export type Segment = (x0: number, y0: number, x1: number, y1: number) => void;

/** A view: a card of the page. Shown is what it is drawn of: a frame, or a frame of every run. */
export interface View<Shown> {
  /** the card */
  readonly element: HTMLElement;
  update(shown: Shown, moving: boolean): void;
  /** nothing moves: as exact as can be, and described in words */
  rest(shown: Shown): void;
  /** the card has another size */
  resize(): void;
  destroy(): void;
}

// ---- Plotly, as far as it is used here

export interface Figure {
  data: Record<string, any>[];
  layout: Record<string, any>;
}

declare global {
  interface Window {
    Plotly?: Plotly;
  }
}

/** An element in which Plotly has drawn. */
export interface PlotlyElement extends HTMLElement {
  _fullLayout: Record<string, any>;
  data: Record<string, any>[];
  layout: Record<string, any>;
  on(name: string, heard: (event: any) => void): void;
  removeAllListeners(name?: string): void;
}

export interface Plotly {
  newPlot(
    element: HTMLElement,
    data: object[],
    layout: object,
    config?: object,
  ): Promise<PlotlyElement>;
  react(
    element: HTMLElement,
    data: object[],
    layout: object,
    config?: object,
  ): Promise<PlotlyElement>;
  restyle(element: HTMLElement, update: object, traces?: number[]): Promise<PlotlyElement>;
  relayout(element: HTMLElement, update: object): Promise<PlotlyElement>;
  update(
    element: HTMLElement,
    data: object,
    layout: object,
    traces?: number[],
  ): Promise<PlotlyElement>;
  purge(element: HTMLElement): void;
  toImage(figure: object, options: object): Promise<string>;
  Fx: { hover(element: HTMLElement, points: object[]): void; unhover(element: HTMLElement): void };
  Plots: { resize(element: HTMLElement): Promise<void> };
}

// ---- Colours

/** 0 to 255 each. */
export type Rgb = [number, number, number];

export interface Palette {
  name: "light" | "dark";
  /** the page */
  bg: Rgb;
  /** a view's background */
  card: Rgb;
  /** hairlines */
  line: Rgb;
  /** text */
  ink: Rgb;
  /** secondary text */
  mute: Rgb;
  /** what is there but not meant to be read */
  faint: Rgb;
  /** background of a pressed button */
  press: Rgb;
  /** text on it */
  onpress: Rgb;
  /** class 0 of two */
  c0: Rgb;
  /** class 1 of two */
  c1: Rgb;
  /** positive numbers */
  pos: Rgb;
  /** negative numbers */
  neg: Rgb;
  /** zero, the middle of the signed scale */
  mid: Rgb;
  /** a check that passed */
  ok: Rgb;
  /** a check that failed */
  bad: Rgb;
  /** selected */
  sel: Rgb;
  /** for three classes and more */
  classes: Rgb[];
}
