import { afterAll } from "vitest";
import { startMailServer } from "../support/startMailServer.ts";
import { describeAccessibility } from "./suites/accessibility.ts";
import { describeDevices } from "./suites/devices.ts";
import { describeLimits } from "./suites/limits.ts";
import { describePayments } from "./suites/payments.ts";
import { describeRecipients } from "./suites/recipients.ts";
import { describeReloads } from "./suites/reloads.ts";
import { describeScreens } from "./suites/screens.ts";
import { describeSecurity } from "./suites/security.ts";
import { describeSync } from "./suites/sync.ts";
import { createWorld } from "./support/world.ts";

// One stack for what people do every day; each changes only its own account. What keeps an account: safety.test.ts. What
// stops parts has a stack of its own: faults.test.ts.
const mails = await startMailServer();
const world = createWorld({ testHooks: true, cosignerEnvironment: { TANDEM_SMTP_URL: mails.url } });
afterAll(() => mails.stop());

describePayments(world);
describeRecipients(world);
describeReloads(world);
describeDevices(world);
describeSecurity(world);
describeLimits(world);
describeSync(world);
describeScreens(world);
describeAccessibility(world);
