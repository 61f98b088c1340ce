import { afterAll } from "vitest";
import { startMailServer } from "../support/startMailServer.ts";
import { describeAlarms } from "./suites/alarms.ts";
import { describeChannels } from "./suites/channels.ts";
import { describeFreeze } from "./suites/freeze.ts";
import { describeFurtherDevices } from "./suites/furtherDevices.ts";
import { describeKit } from "./suites/kit.ts";
import { describeLeaving } from "./suites/leaving.ts";
import { describeLog } from "./suites/log.ts";
import { describePasskeys } from "./suites/passkeys.ts";
import { describeRestore } from "./suites/restore.ts";
import { describeRotation } from "./suites/rotation.ts";
import { createWorld } from "./support/world.ts";

// One stack for everything that keeps an account from being lost or taken, but guardians: guardians.test.ts. Each changes
// only its own account.
const mails = await startMailServer();
const world = createWorld({ testHooks: true, cosignerEnvironment: { TANDEM_SMTP_URL: mails.url } });
afterAll(() => mails.stop());

describeFurtherDevices(world);
describeKit(world);
describeRestore(world);
describeRotation(world);
describeAlarms(world);
describeChannels(world, mails);
describePasskeys(world);
describeLeaving(world);
describeFreeze(world);
describeLog(world);
