import { afterAll, afterEach, beforeAll, describe, test } from "vitest";
import type { PartName } from "../../packages/devnet/src/index.ts";
import { openToPages } from "./support/openToPages.ts";
import { type Belongings, type Loss, lose, prepareOwner } from "./support/owner.ts";
import {
  addByCode,
  askGuardians,
  askGuardiansAlone,
  makeAnotherKit,
  openExitPage,
  openSavedExitPage,
  payAnybody,
  payOnNewDevice,
  payWithoutServer,
  renewParts,
  restoreWithNewPasskey,
  restoreWithPasskey,
  type Step,
  signInWithPasskey,
  testOldKit,
  unlock,
  useOnce,
  withDeviceExport,
  withPasskey,
} from "./support/waysBack.ts";
import { createWorld } from "./support/world.ts";

/** What was lost, what was there before, and the steps of the way back; the last one uses the account again. */
type Row = {
  readonly lost: readonly Loss[];
  readonly wayBack: string;
  readonly has: Belongings;
  readonly before?: readonly Step[];
  readonly steps: readonly Step[];
  /** What stops with the server; the co-signer alone where the wallet's site is still served. */
  readonly stops?: readonly PartName[];
};

const password = "seven grey herons";

const rows: readonly Row[] = [
  { lost: ["device"], wayBack: "vault", has: {}, steps: [signInWithPasskey, payOnNewDevice] },
  {
    lost: ["passkey"],
    wayBack: "kit and server",
    has: { kit: true },
    steps: [restoreWithNewPasskey("locked device"), payAnybody()],
  },
  { lost: ["kit"], wayBack: "make another", has: { kit: true }, steps: [unlock, makeAnotherKit, payAnybody()] },
  {
    lost: ["device", "passkey"],
    wayBack: "kit and server",
    has: { kit: true },
    steps: [restoreWithNewPasskey("new device"), payAnybody()],
  },
  {
    lost: ["device", "kit"],
    wayBack: "vault and passkey, then another kit",
    has: { kit: true },
    steps: [signInWithPasskey, makeAnotherKit, payAnybody()],
  },
  {
    lost: ["device"],
    wayBack: "kit, where the passkey has no PRF",
    has: { kit: true, password },
    steps: [restoreWithPasskey({ password }), testOldKit, payAnybody({ password })],
  },
  {
    lost: [],
    wayBack: "another device's QR code, where the passkey has no PRF",
    has: { password },
    steps: [addByCode({ password }), payAnybody()],
  },
  {
    lost: ["server"],
    wayBack: "kit and device",
    has: { kit: true },
    before: [useOnce, renewParts],
    stops: ["cosigner", "app", "front"],
    steps: [openExitPage("/"), payWithoutServer(withPasskey)],
  },
  {
    lost: ["server", "device"],
    wayBack: "kit and passkey at the wallet's origin",
    has: { kit: true },
    steps: [openExitPage("/exit.html"), payWithoutServer(withPasskey)],
  },
  {
    lost: ["server", "passkey"],
    wayBack: "device export and kit",
    has: { kit: true, renewed: true, deviceExport: true },
    stops: ["cosigner", "app", "front"],
    steps: [openSavedExitPage, payWithoutServer(withDeviceExport)],
  },
  {
    lost: ["server", "passkey"],
    wayBack: "guardians, where no device export was made",
    has: { kit: true, guardians: true },
    steps: [askGuardiansAlone("locked device"), openExitPage("/exit.html"), payWithoutServer(withPasskey)],
  },
  {
    lost: ["server", "kit"],
    wayBack: "guardians",
    has: { kit: true, guardians: true },
    steps: [askGuardiansAlone("locked device"), openExitPage("/exit.html"), payWithoutServer(withPasskey)],
  },
  {
    lost: ["passkey", "kit"],
    wayBack: "guardians",
    has: { kit: true, guardians: true },
    steps: [askGuardians("locked device"), payAnybody()],
  },
  {
    lost: ["device", "passkey", "kit"],
    wayBack: "guardians",
    has: { kit: true, guardians: true },
    steps: [askGuardians("new device"), payAnybody()],
  },
];

// A stack of its own: these tests stop its parts and let time pass on its chain, one test at a time.
const world = createWorld({ testHooks: true });
const rowMs = 240_000;

let bundler: Awaited<ReturnType<typeof openToPages>>;
const stopped = new Set<PartName>();
beforeAll(async () => {
  bundler = await openToPages(world.stack.urls.bundler);
});
afterEach(async () => {
  for (const name of stopped) await world.stack.parts[name].restart();
  stopped.clear();
});
afterAll(() => bundler?.close());

describe("what is lost, and the way back", () => {
  test.each(rows.map((row) => ({ ...row, what: row.lost.join(", ") || "a device among several" })))(
    "$what → $wayBack",
    async ({ lost, has, before = [], steps, stops = ["cosigner"] }) => {
      const stopServer = async () => {
        for (const name of stops) {
          stopped.add(name);
          await world.stack.parts[name].stop();
        }
      };
      const ready = await prepareOwner({ world, has, publicBundler: bundler.url });
      for (const step of before) await step(ready);
      let owner = await lose(ready, { losses: lost, stopServer });
      for (const step of steps) owner = (await step(owner)) ?? owner;
    },
    rowMs,
  );
});
