// The entry of the Train page's instrument.
import { Controller } from "./controller.js";
import { mounting } from "./mounting.js";

/** Streamlit calls it at every rerun. */
export const mount = mounting("live-view", Controller);
