// Passes the instrument's position to Python and Python's check back to it, both as document
// events. The instrument does not report by itself: what it reports from its own fragment,
// Streamlit takes as that fragment's rerun and drops what is still on its way to it, even if
// another one reruns instead.
import { listen, say } from "../core/events.js";
import { keeping } from "../core/keeping.js";
/** @import { Component } from "../core/keeping.js" */

export const mountCheckReport = keeping(() => {
  /** @type {Component|null} */
  let component = null;
  return {
    take(now) {
      const first = component === null;
      component = now;
      if (first) say("listening");
      if (now.data) say("check", now.data);
    },
    leave: listen("standing", (standing) => component?.setStateValue("standing", standing)),
  };
});
