// The person goes to another page of the app. A message to Streamlit after that would arrive while
// it draws the new page, name a fragment that no longer exists, and leave the page empty.
import { listen, say } from "./events.js";

/** Announce that a component's command leads to another page. */
export const depart = () => say("departure");

/**
 * Whether a click follows a link to another page, in this tab.
 * @param {MouseEvent} event
 */
function leads(event) {
  const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
  if (
    !(link instanceof HTMLAnchorElement) ||
    link.target === "_blank" ||
    event.button ||
    event.ctrlKey ||
    event.metaKey ||
    event.shiftKey ||
    event.altKey
  )
    return false;
  return link.origin === location.origin && link.pathname !== location.pathname;
}

/**
 * Call `heard` when the person goes to another page: by a link, a button that Python answers with
 * that page, the browser's Back, or a command.
 * @param {() => void} heard
 * @returns {() => void} stops it
 */
export function onDeparture(heard) {
  const { pathname } = location;
  const clicked = (/** @type {MouseEvent} */ event) => {
    const { target } = event;
    const looks = target instanceof Element && target.closest(".st-key-lesson_look");
    if (leads(event) || looks) heard();
  };
  const popped = () => {
    if (location.pathname !== pathname) heard();
  };
  document.addEventListener("click", clicked, true); // before Streamlit hears of it
  const silence = listen("departure", heard);
  window.addEventListener("popstate", popped);
  return () => {
    document.removeEventListener("click", clicked, true);
    silence();
    window.removeEventListener("popstate", popped);
  };
}
