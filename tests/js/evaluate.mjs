// Evaluates networks with the scripts' arithmetic, for tests/live_view/test_net_js.py: a JSON question a line on the
// standard input, a JSON answer a line on the standard output.
import { createInterface } from "node:readline";
import { ACTIVATIONS } from "../../backprop/live_view/js/run/activations.js";
import { sampleGradients } from "../../backprop/live_view/js/run/contributions.js";
import { layers } from "../../backprop/live_view/js/run/frame.js";
import { unitMaps } from "../../backprop/live_view/js/run/unit_maps.js";

/** Activations, gradients, contributions and maps of a network. */
function network({ run, parameters, X, y, resolution }) {
  for (const name of ["plane_mean", "plane_axes"])
    if (run[name]) run[name] = Float64Array.from(run[name]);
  const cut = layers(Float64Array.from(parameters), run.sizes);
  const samples = Array.from({ length: X.length / run.sizes[0] }, (_, s) => s);
  const all = sampleGradients(run, cut, samples, Float64Array.from(X), Float64Array.from(y));
  const first = unitMaps(run, cut, resolution);
  const maps = unitMaps(run, cut, resolution, first); // written over
  const list = (array) => Array.from(array);
  return {
    a: all.a.map(list),
    z: all.z.map(list),
    dz: all.dz.map(list),
    losses: list(all.losses),
    norms: list(all.norms),
    sums: sums(all, run.sizes),
    maps: maps.a.map(list),
    x: list(maps.x),
    y: list(maps.y),
  };
}

/** What the contributions add up to, in the layout of the parameters. */
function sums(all, sizes) {
  const out = [];
  const sum = (parts) => parts.reduce((total, part) => total + part, 0);
  for (let l = 1; l < sizes.length; l++) {
    for (let i = 0; i < sizes[l - 1]; i++)
      for (let j = 0; j < sizes[l]; j++) out.push(sum(all.weight(l, i, j)));
    for (let j = 0; j < sizes[l]; j++) out.push(sum(all.bias(l, j)));
  }
  return out;
}

/** An activation at each z. */
function activation({ name, z }) {
  const a = new Float64Array(z.length);
  ACTIVATIONS[name].apply(Float64Array.from(z), a, z.length, 1);
  return Array.from(a);
}

const ANSWERS = { network, activation };
for await (const line of createInterface({ input: process.stdin })) {
  const { ask, of } = JSON.parse(line);
  process.stdout.write(`${JSON.stringify(ANSWERS[ask](of))}\n`);
}
