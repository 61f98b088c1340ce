import { describeAccessibility } from "./suites/accessibility.ts";
import { describeAlarms } from "./suites/alarms.ts";
import { describeDevices } from "./suites/devices.ts";
import { describeFreeze } from "./suites/freeze.ts";
import { describeGuardians } from "./suites/guardians.ts";
import { describeKit } from "./suites/kit.ts";
import { describeLimits } from "./suites/limits.ts";
import { describePayments } from "./suites/payments.ts";
import { describeRecipients } from "./suites/recipients.ts";
import { describeReloads } from "./suites/reloads.ts";
import { describeRotation } from "./suites/rotation.ts";
import { describeSecurity } from "./suites/security.ts";
import { describeSync } from "./suites/sync.ts";
import { describeWaiting } from "./suites/waiting.ts";
import { createWorld } from "./support/world.ts";

// One stack for everything that changes only its own account. What stops parts has its own: faults.test.ts.
const world = createWorld({ testHooks: true });

describePayments(world);
describeRecipients(world);
describeReloads(world);
describeDevices(world);
describeKit(world);
describeRotation(world);
describeSecurity(world);
describeAlarms(world);
describeLimits(world);
describeFreeze(world);
describeSync(world);
describeGuardians(world);
describeWaiting(world);
describeAccessibility(world);
