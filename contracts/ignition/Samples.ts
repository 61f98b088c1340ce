import { createModule } from "./createModule.ts";
import { samplesPlan } from "./plan.ts";

/** Sample tokens of a local chain. */
export default createModule(samplesPlan);
