// Streamlit calls a component's mount at every rerun, with the same parentElement; only the first
// call builds. State of a mount is kept by its parentElement and nowhere else.

/**
 * @typedef
 *   {{parentElement: HTMLElement, data: any, setStateValue: (name: string, value: any) => void, setTriggerValue: (name: string, value: any) => void}}
 *   Component as Streamlit hands it over, anew at every rerun: its functions belong to that rerun's
 *   fragment
 * @typedef {{plotlyUrl: string}} Options
 * @typedef {{take: (component: Component) => void, leave: () => void}} Kept take: called at every
 *   rerun, leave: once, at the end
 */

/**
 * The mount of a component that is built once and updated at every rerun.
 * @param {(parent: HTMLElement, options: Options) => Kept} build
 * @returns {(component: Component, options: Options) => () => void} the mount, which returns its
 *   clean-up
 */
export function keeping(build) {
  /** @type {WeakMap<Element, {kept: Kept, calls: number}>} */
  const mounts = new WeakMap();
  return (component, options) => {
    const parent = component.parentElement;
    let mounted = mounts.get(parent);
    if (!mounted) {
      mounted = { kept: build(parent, options), calls: 0 };
      mounts.set(parent, mounted);
    }
    const call = ++mounted.calls;
    mounted.kept.take(component);
    // Streamlit may run the clean-up of an earlier call after a later one: only the last call's
    // counts.
    return () => {
      if (mounts.get(parent) !== mounted || mounted.calls !== call) return;
      mounted.kept.leave();
      mounts.delete(parent);
    };
  };
}
