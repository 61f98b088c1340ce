import { createModule } from "./createModule.ts";
import { tandemPlan } from "./plan.ts";

/** Account core, features and factory, and the sponsor paymaster. */
export default createModule(tandemPlan);
