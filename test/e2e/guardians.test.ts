import { describeChangeGuardians } from "./suites/changeGuardians.ts";
import { describeGuardians } from "./suites/guardians.ts";
import { describeKeyChanges } from "./suites/keyChanges.ts";
import { describeNames } from "./suites/names.ts";
import { describeSafeGuardian } from "./suites/safeGuardian.ts";
import { describeWaiting } from "./suites/waiting.ts";
import { createWorld } from "./support/world.ts";

// One stack for guardians: theirs and their owners' screens. Each changes only its own account.
const world = createWorld({ testHooks: true });

describeGuardians(world);
describeSafeGuardian(world);
describeNames(world);
describeWaiting(world);
describeChangeGuardians(world);
describeKeyChanges(world);
