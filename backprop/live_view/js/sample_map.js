// The samples as a small map: the followed one in amber, the batch's in full colour. A click follows another.
import { fitCanvas, make } from "./canvas.js";
import { markPath } from "./class_shapes.js";
import { classColor, css, mix } from "./colors.js";

const NEAR = 16; // pixels from a point within which a click means it
const PAD = 8;

/** @param {HTMLElement} card @param {(index: number) => void} choose */
export function createMap(card, choose) {
  const head = make("div", "bpl-head", card);
  make("h2", "", head).textContent = "Click a sample";
  const stage = make("div", "bsw-stage", card);
  const canvas = make("canvas", "", stage, { "data-testid": "sample-map", role: "img", "aria-label": "The samples; the followed one is ringed. The number field above chooses by keyboard." });
  const about = make("p", "bsw-about", card);
  const list = make("dl", "bsw-facts", card, { "data-testid": "sample-facts" });
  let [places, shown] = [[], null];

  function nearest(event) {
    const box = canvas.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    let [best, found] = [NEAR, null];
    for (const place of places) {
      const distance = Math.hypot(place.x - x, place.y - y) - (place.batch ? 2 : 0);
      if (distance < best) [best, found] = [distance, place];
    }
    return found;
  }
  canvas.addEventListener("click", (event) => {
    const place = nearest(event);
    if (place && place.index !== shown.sample.index) choose(place.index);
  });
  canvas.addEventListener("pointermove", (event) => {
    const place = nearest(event);
    canvas.style.cursor = place ? "pointer" : "default";
    canvas.title = place ? `sample ${place.index + 1}` : "";
  });

  return {
    /** @param {any} data @param {import("./colors.js").Palette} palette */
    show(data, palette) {
      shown = data;
      const { points, extent, classes, title, all } = data.map;
      const [width, height] = [stage.clientWidth, stage.clientHeight];
      const brush = fitCanvas(canvas, width, height);
      brush.clearRect(0, 0, width, height);
      const [xmin, xmax, ymin, ymax] = extent;
      const scale = Math.min((width - 2 * PAD) / (xmax - xmin), (height - 2 * PAD) / (ymax - ymin));
      const centre = [(xmin + xmax) / 2, (ymin + ymax) / 2];
      places = points.map(([index, x, y, value, batch]) => ({
        index, value, batch, x: width / 2 + (x - centre[0]) * scale, y: height / 2 - (y - centre[1]) * scale,
      }));
      const sorted = [...places].sort((p, q) => p.batch - q.batch);
      for (const place of sorted) {
        brush.globalAlpha = place.batch ? 0.9 : 0.3;
        brush.fillStyle = css(classes ? classColor(place.value, classes, palette) : mix(palette.c0, palette.c1, place.value));
        markPath(brush, classes ? place.value : 0, place.x, place.y, place.batch ? 2.6 : 2);
        brush.fill();
      }
      brush.globalAlpha = 1;
      const own = places.find((place) => place.index === data.sample.index);
      if (own) {
        brush.strokeStyle = css(palette.sel);
        brush.lineWidth = 3;
        brush.beginPath();
        brush.arc(own.x, own.y, 7, 0, 2 * Math.PI);
        brush.stroke();
      }
      const some = points.some((point) => !point[4]);
      about.textContent = `${title}${some && data.sample.set === "train" ? "; in full colour: this batch" : ""}${all ? "" : "; not all are drawn"}`;
      list.replaceChildren(...data.facts.flatMap(([word, value]) => {
        const [term, given] = [make("dt", ""), make("dd", "")];
        term.textContent = word;
        given.textContent = value;
        return [term, given];
      }));
    },
  };
}
