// contracts/README.md agrees with itself, with the sources and with what an account does: a stranger may build on it.
import { readdirSync, readFileSync } from "node:fs";
import { encodeFunctionData, type Hex, numberToHex, pad, zeroHash } from "viem";
import { beforeAll, describe, expect, test } from "vitest";
import {
  accountAbi,
  accountFactoryAbi,
  sponsorPaymasterAbi,
  tokenPaymasterAbi,
} from "../../../packages/account/src/generated/abi.ts";
import { type Deployment, deployAccounts } from "../support/deployAccounts.ts";
import { signRotation } from "../support/signRotation.ts";
import {
  approve,
  createEoaGuardian,
  createFixture,
  days,
  type Fixture,
  type Guardian,
  hours,
  ownerOf,
  structHashOf,
  toConfig,
} from "./support.ts";

const root = new URL("../../../", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), "utf8");
const readme = read("contracts/README.md");
const listFiles = (folder: string, pattern: RegExp) =>
  readdirSync(new URL(folder, root), { recursive: true, encoding: "utf8" })
    .filter((file) => pattern.test(file))
    .map((file) => `${folder}/${file}`);

type Row = { readonly id: string; readonly from: string; readonly to: string; readonly call: string };

const tableRows: readonly Row[] = [...readme.matchAll(/^\| ([RCU]\d) \| (\w+) → (\w+) \| (?:`(\w+)`|(time)) \|/gm)].map(
  ([, id = "", from = "", to = "", call, time]) => ({ id, from, to, call: call ?? time ?? "" }),
);
const drawnRows: readonly Row[] = [...readme.matchAll(/^ +(\w+) --> (\w+): ([RCU]\d) (\w+)$/gm)].map(
  ([, from = "", to = "", id = "", call = ""]) => ({ id, from, to, call }),
);

const guardians = [1, 2, 3, 4].map((index) => createEoaGuardian(index));
const [g1, g2, g3] = guardians as [Guardian, Guardian, Guardian, Guardian];
const next = toConfig([g3]);

let deployment: Deployment;
let accounts = 0;

beforeAll(async () => {
  deployment = await deployAccounts();
}, 60_000);

const createOn = () => {
  accounts += 1;
  return createFixture({ deployment, guardians, salt: numberToHex(accounts, { size: 32 }) });
};

/** What the account says of itself in the words of the table. */
async function readStates(fixture: Fixture) {
  const [[status], [config], [upgrade]] = await Promise.all([
    fixture.pending(),
    fixture.read("scheduledGuardians"),
    fixture.read("scheduledUpgrade"),
  ]);
  return {
    R: ["None", "Pending", "Expired"][status],
    C: config === zeroHash ? "Idle" : "Scheduled",
    U: upgrade === zeroHash ? "Unplanned" : "Planned",
  } as const;
}

const asOwner = async (fixture: Fixture, ...calls: readonly Hex[]) =>
  expect(await fixture.sendAsOwner(calls)).toBe(true);
const encode = (functionName: "cancelRecovery" | "cancelGuardians" | "cancelUpgrade"): Hex =>
  encodeFunctionData({ abi: accountAbi, functionName });

/** The calls of the table, each as its row R1, C1 or U1 has it; `again` is the replacing one. */
const calls: Readonly<Record<string, (fixture: Fixture, again?: boolean) => Promise<unknown>>> = {
  startRecovery: (fixture, again) =>
    again ? fixture.start([g1, g2, g3], { newOwner: ownerOf(2) }) : fixture.start([g1, g2]),
  cancelRecovery: (fixture) => asOwner(fixture, encode("cancelRecovery")),
  async cancelRecoveryByGuardians(fixture) {
    const [, recoveryHash] = await fixture.pending();
    const deadline = (await fixture.now()) + days;
    const message = { recoveryHash, nonce: 1_000_000n, deadline, chainIds: [BigInt(fixture.chain.chainId)] };
    const approvals = await approve(fixture.account, [g1, g2], { primaryType: "CancelRecovery", message });
    await fixture.send("cancelRecoveryByGuardians", [message, fixture.current(), approvals]);
  },
  async finalizeRecovery(fixture) {
    const [, , , , readyAt] = await fixture.pending();
    await fixture.send("finalizeRecovery", [], readyAt);
    expect(await fixture.read("owner")).toBe(ownerOf(1).publicKey);
    expect(await fixture.read("ownerEpoch")).toBe(1n);
  },
  async rotateOwner(fixture) {
    const { account, owner } = fixture;
    const rotation = signRotation({ account, owner, newOwner: ownerOf(5), ownerEpoch: 0n });
    await fixture.send("rotateOwner", [rotation.newOwner, rotation.proof, rotation.ownerSignature]);
    expect(await fixture.read("ownerEpoch")).toBe(1n);
  },
  async time(fixture) {
    const [, , , , , expiresAt] = await fixture.pending();
    await fixture.mineAt(expiresAt - 1);
    expect((await readStates(fixture)).R).toBe("Pending");
    await fixture.mineAt(expiresAt);
  },
  scheduleGuardians: (fixture, again) =>
    asOwner(
      fixture,
      encodeFunctionData({
        abi: accountAbi,
        functionName: "scheduleGuardians",
        args: [fixture.current(), again ? toConfig([g2]) : next],
      }),
    ),
  async applyGuardians(fixture) {
    const [, readyAt] = await fixture.read("scheduledGuardians");
    await fixture.send("applyGuardians", [next], readyAt);
    expect((await fixture.read("guardianConfig"))[0]).toBe(2n);
  },
  cancelGuardians: (fixture) => asOwner(fixture, encode("cancelGuardians")),
  scheduleUpgrade: (fixture, again) =>
    asOwner(
      fixture,
      encodeFunctionData({
        abi: accountAbi,
        functionName: "scheduleUpgrade",
        args: [0, deployment.features, again ? pad("0x01") : "0x"],
      }),
    ),
  async applyUpgrade(fixture) {
    const [, readyAt] = await fixture.read("scheduledUpgrade");
    await fixture.send("applyUpgrade", [0, deployment.features, "0x"], readyAt);
  },
  cancelUpgrade: (fixture) => asOwner(fixture, encode("cancelUpgrade")),
};

/** How an account gets into a state. */
const ways: Readonly<Record<string, readonly string[]>> = {
  None: [],
  Pending: ["startRecovery"],
  Expired: ["startRecovery", "time"],
  Idle: [],
  Scheduled: ["scheduleGuardians"],
  Unplanned: [],
  Planned: ["scheduleUpgrade"],
};

const make = (name: string) => {
  const call = calls[name];
  if (call === undefined) throw new Error(`no call ${name}`);
  return call;
};

describe("the state machine of the specification", () => {
  test("behavior: the drawing and the table show the same transitions", () => {
    expect(tableRows).toHaveLength(21);
    expect([...drawnRows].sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual(
      [...tableRows].sort((a, b) => (a.id < b.id ? -1 : 1)),
    );
  });

  test.each(tableRows)("behavior: $id $from → $to by $call", async ({ id, from, to, call }) => {
    const fixture = await createOn();
    const machine = id[0] as "R" | "C" | "U";
    for (const step of ways[from] ?? []) await make(step)(fixture);
    expect((await readStates(fixture))[machine]).toBe(from);
    const before = JSON.stringify([await fixture.pending(), await fixture.read("scheduledGuardians")]);
    await make(call)(fixture, from === to);
    expect((await readStates(fixture))[machine]).toBe(to);
    if (from === to && machine !== "U") {
      const after = JSON.stringify([await fixture.pending(), await fixture.read("scheduledGuardians")]);
      expect(after).not.toBe(before);
    }
  });

  const drawn = new Set(tableRows.map(({ from, call }) => `${from} ${call}`));
  const recoveryCalls = [...new Set(tableRows.filter(({ id }) => id.startsWith("R")).map(({ call }) => call))];
  const absent = ["None", "Pending", "Expired"].flatMap((from) =>
    recoveryCalls
      .filter((call) => call !== "time" && call !== "rotateOwner" && !drawn.has(`${from} ${call}`))
      .map((call) => ({ from, call })),
  );

  test.each(absent)("error: $call is refused in $from, which the drawing lacks", async ({ from, call }) => {
    const fixture = await createOn();
    for (const step of ways[from] ?? []) await make(step)(fixture);
    const before = await fixture.pending();
    await expect(make(call)(fixture)).rejects.toThrow();
    expect(await fixture.pending()).toEqual(before);
  });

  test.each(["applyGuardians", "cancelGuardians", "applyUpgrade", "cancelUpgrade"])(
    "error: %s is refused when nothing is scheduled",
    async (call) => {
      const fixture = await createOn();
      await expect(make(call)(fixture)).rejects.toThrow();
    },
  );

  test.each(["scheduleGuardians", "scheduleUpgrade"])(
    "error: %s is refused while a recovery is pending",
    async (call) => {
      const fixture = await createOn();
      await make("startRecovery")(fixture);
      await expect(make(call)(fixture)).rejects.toThrow();
      expect(await readStates(fixture)).toEqual({ R: "Pending", C: "Idle", U: "Unplanned" });
    },
  );

  test("behavior: the cooldown of R4 is the time of C1 and C3", async () => {
    const fixture = await createOn();
    await make("startRecovery")(fixture);
    await make("cancelRecovery")(fixture);
    expect((await fixture.read("guardianConfig"))[2]).toBe((await fixture.now()) + 48 * hours);
  });

  test("behavior: the struct hash that a cancellation names is the pending one", async () => {
    const fixture = await createOn();
    const request = await fixture.start([g1, g2]);
    expect((await fixture.pending())[1]).toBe(structHashOf({ primaryType: "StartRecovery", message: request }));
  });
});

describe("names in the specification", () => {
  const sources = listFiles("contracts", /\.sol$/).filter((file) => !file.startsWith("contracts/mocks/"));
  const text = sources.map(read).join("\n");
  const tests = [...listFiles("test/contracts", /\.(sol|ts)$/), ...listFiles("test/formal", /\.sol$/)];
  const testText = tests.map(read).join("\n");
  const named = (pattern: RegExp) => [...new Set([...readme.matchAll(pattern)].map(([, name = ""]) => name))];

  test("behavior: every test and proof that it names exists", () => {
    const names = named(/`((?:invariant|test|testFuzz)_\w+)`/g);
    expect(names.length).toBeGreaterThan(15);
    for (const name of names) expect(testText, name).toContain(`function ${name}(`);
    const proofs = [...readme.matchAll(/proven: ((?:`\w+`(?:, )?)+)/g)].flatMap(
      ([, list = ""]) => list.match(/\w+/g) ?? [],
    );
    expect(proofs.length).toBeGreaterThan(8);
    for (const name of proofs) expect(testText, name).toContain(`function ${name}(`);
  });

  test("behavior: every `S` number stands in the file that it is said to be in", () => {
    const places = [...readme.matchAll(/((?:S\d+(?:, | and )?)+) in ((?:`test\/[^`]+`(?:,\s|\sand\s)?)+)/g)];
    expect(places.length).toBeGreaterThan(8);
    for (const [, numbers = "", files = ""] of places)
      for (const number of numbers.match(/S\d+/g) ?? [])
        for (const [, file = ""] of files.matchAll(/`([^`]+)`/g))
          expect(new RegExp(`${number}\\b|${number}_`).test(read(file)), `${number} in ${file}`).toBe(true);
  });

  test.each(["error", "event"])("behavior: every %s of the sources is in it, and no other", (kind) => {
    const declared = [...text.matchAll(new RegExp(`^ {4}${kind} (\\w+)\\(`, "gm"))].map(([, name = ""]) => name);
    expect(declared.length).toBeGreaterThan(10);
    for (const name of declared) expect(readme, name).toContain(`\`${name}(`);
  });

  test("behavior: every error that a deployed contract can name is in it, those of libraries too", () => {
    const abis = [accountAbi, accountFactoryAbi, sponsorPaymasterAbi, tokenPaymasterAbi];
    const names = abis.flatMap((abi) => abi.flatMap((entry) => (entry.type === "error" ? [entry.name] : [])));
    expect(names.length).toBeGreaterThan(40);
    for (const name of names) expect(readme, name).toContain(`\`${name}(`);
  });

  test("behavior: its types are those that the sources hash", () => {
    const types = [...text.matchAll(/keccak256\(\s*"(\w+)\(([^"]*)\)"/g)].filter(([, name]) => name !== "EIP712Domain");
    expect(types).toHaveLength(7);
    const squeezed = readme.replaceAll(/\s+/g, " ").replaceAll(", ", ",");
    for (const [, name = "", fields = ""] of types) {
      const [shared, rest] = fields.split("uint256 paymasterPostOpGasLimit,");
      if (rest === undefined) expect(squeezed, name).toContain(`${name}(${fields})`);
      else expect(squeezed, name).toContain(rest);
      if (name === "UserOperationRequest") expect(squeezed).toContain(`${name}(${shared}`);
    }
  });

  test("behavior: every external function of the account is in it", () => {
    const functions = accountAbi.flatMap((entry) => (entry.type === "function" ? [entry.name] : []));
    for (const name of functions.filter((name) => !/^on(ERC|erc)/.test(name))) expect(readme, name).toContain(name);
  });
});
