// Downloads a file that Python has made, once; Python may then forget it.
import { download } from "../core/download.js";
import { keeping } from "../core/keeping.js";

const LINE_END = 10;

export const mountMadeFile = keeping(() => {
  let had = "";
  return {
    take(component) {
      const end = component.data.indexOf(LINE_END);
      const { id, name, mime } = JSON.parse(
        new TextDecoder().decode(component.data.subarray(0, end)),
      );
      if (id === had) return;
      had = id;
      download(new Blob([component.data.subarray(end + 1)], { type: mime }), name);
      component.setTriggerValue("taken", id);
    },
    leave() {},
  };
});
