// The entry of the Compare page's instrument.
import { mounting } from "../core/mounting.js";
import { CompareController } from "./controller.js";

/** Streamlit calls it at every rerun. */
export const mountCompare = mounting("compare", CompareController);
