// Between the instrument and Python: where the instrument stands goes to Python, what Python says
// of it comes back, both as document events. The instrument does not report by itself: what it
// reports from its own fragment, Streamlit takes as that fragment's rerun and drops what is still
// on its way to it, even if another one reruns instead.
import { keeping } from "../core/keeping.js";

const say = (name, detail) =>
  document.dispatchEvent(new CustomEvent(`backprop:${name}`, { detail }));

export const mountCheckReport = keeping(() => {
  let component = null;
  const tell = ({ detail }) => component.setStateValue("standing", detail);
  document.addEventListener("backprop:standing", tell);
  return {
    take(now) {
      const first = component === null;
      component = now;
      if (first) say("listening");
      if (component.data) say("check", component.data);
    },
    leave: () => document.removeEventListener("backprop:standing", tell),
  };
});
