// Tells Python when the page turns dark or light, because figures drawn in Python have fixed
// colours.
import { readTheme } from "../core/colors.js";
import { keeping } from "../core/keeping.js";
import { followTheme } from "../core/theme.js";
/** @import { Component } from "../core/keeping.js" */

export const mountThemeChange = keeping((parent) => {
  /** @type {Component|null} */
  let component = null;
  let name = readTheme(parent).name;
  const leave = followTheme(parent, (palette) => {
    if (palette.name === name) return;
    name = palette.name;
    component?.setTriggerValue("changed", name);
  });
  return {
    take: (now) => {
      component = now;
    },
    leave,
  };
});
