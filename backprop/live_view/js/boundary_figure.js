// A boundary with its points as a figure that Plotly draws alone, with what the pointer reads: to be saved.

export const SETS = ["train", "test"];

/**
 * @param {object} scene @param {object} points @param {object} ctx @param {import("./frame.js").Frame} frame
 * @param {{known: boolean, layout: object, texts: (name: string, frame: object) => string[]}} more known: whether ŷ has been computed
 * @returns {{data: object[], layout: object}}
 */
export function boundaryFigure(scene, points, ctx, frame, { known, layout, texts }) {
  const resting = ctx.resting;
  ctx.resting = true; // as fine as at rest
  const { images, data } = known ? scene.exported(frame) : { images: [], data: [] };
  const surface = { ...scene.trace(), ...scene.values(known ? frame : null) };
  ctx.resting = resting;
  const drawn = (name) => ({ ...points.trace(name, ctx.settings.points, { marker: points.markers(name, ctx, frame) }), text: texts(name, frame) });
  return { data: [surface, ...data.map((line) => ({ ...line, hoverinfo: "skip" })), ...SETS.map(drawn)], layout: { ...layout, images } };
}
