// The entry of the Compare page's instrument.
import { CompareController } from "./compare_controller.js";
import { mounting } from "./mounting.js";

/** Streamlit calls it at every rerun. */
export const mountCompare = mounting("compare", CompareController);
