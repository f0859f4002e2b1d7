// The entry of the Train page's instrument.
import { mounting } from "../core/mounting.js";
import { Controller } from "./controller.js";

/** Streamlit calls it at every rerun. */
export const mount = mounting("live-view", Controller);
