import { createModule } from "./createModule.ts";
import { tandemPlan } from "./plan.ts";

/** Account core, features and factory, the verifiers of guardians' keys, and the paymasters. */
export default createModule(tandemPlan);
