// Tells Python when the page turns dark or light: figures that Python draws carry their colours with them.
import { readTheme } from "./colors.js";
import { followTheme } from "./theme.js";

/** @type {WeakMap<Element, object>} */
const mounts = new WeakMap();

/** @param {{parentElement: HTMLElement, setTriggerValue: (name: string, value: any) => void}} component @returns {() => void} clean-up */
export function mountThemeChange(component) {
  const parent = component.parentElement;
  const mounted = mounts.get(parent) ?? { calls: 0 };
  mounted.component = component;
  const call = ++mounted.calls;
  if (call === 1) {
    mounts.set(parent, mounted);
    let name = readTheme(parent).name;
    mounted.stop = followTheme(parent, (palette) => {
      if (palette.name === name) return;
      name = palette.name;
      mounted.component.setTriggerValue("changed", name);
    });
  }
  return () => {
    if (mounted.calls !== call) return;
    mounted.stop();
    mounts.delete(parent);
  };
}
