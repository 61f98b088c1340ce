import { describe, expect, test } from "vitest";
import { hasWayBack, losses, toLockOuts, type WaysBackFacts } from "./lockOuts";

const nothing: WaysBackFacts = {
  hasKit: false,
  hasGuardians: false,
  opensElsewhere: false,
  hasSecondDevice: false,
  hasSecondPasskey: false,
  hasExport: false,
};

type Case = {
  readonly name: string;
  readonly facts: Partial<WaysBackFacts>;
  /** Every row of the table that has no way back. */
  readonly hopeless: readonly string[];
  /** What a person reads: the smallest of them that can happen. */
  readonly said: readonly string[];
};

const kitRows = ["device + kit", "passkey + kit", "server + kit", "device + passkey + kit"];

const cases: readonly Case[] = [
  {
    name: "nothing: a passkey that is not synced, or has no PRF, on one device",
    facts: {},
    hopeless: [
      "device",
      "passkey",
      "server",
      "server + site",
      "device + passkey",
      "server + device",
      "server + passkey",
      ...kitRows,
    ],
    said: [
      "If you lose this device, you cannot get back in. Make a backup kit.",
      "If you lose your passkey, you cannot get back in. Make a backup kit.",
      "If our server is gone, you cannot get back in. Make a backup kit.",
    ],
  },
  {
    name: "a synced passkey",
    facts: { opensElsewhere: true },
    hopeless: [
      ...["passkey", "server", "server + site", "device + passkey", "server + device", "server + passkey"],
      ...["passkey + kit", "server + kit", "device + passkey + kit"],
    ],
    said: [
      "If you lose your passkey, you cannot get back in. Make a backup kit.",
      "If our server is gone, you cannot get back in. Make a backup kit.",
    ],
  },
  {
    name: "a second device under the same passkey",
    facts: { hasSecondDevice: true },
    hopeless: [
      ...["passkey", "server", "server + site", "device + passkey", "server + device", "server + passkey"],
      ...["passkey + kit", "server + kit", "device + passkey + kit"],
    ],
    said: [
      "If you lose your passkey, you cannot get back in. Make a backup kit.",
      "If our server is gone, you cannot get back in. Make a backup kit.",
    ],
  },
  {
    name: "a second device with a passkey of its own",
    facts: { hasSecondDevice: true, hasSecondPasskey: true },
    hopeless: ["server", "server + site", "server + device", "server + passkey", "server + kit"],
    said: ["If our server is gone, you cannot get back in. Make a backup kit."],
  },
  {
    name: "a kit",
    facts: { hasKit: true },
    hopeless: ["server + device", "server + passkey", ...kitRows],
    said: [
      "If you lose this device and your backup kit, you cannot get back in. Choose guardians.",
      "If you lose your passkey and your backup kit, you cannot get back in. Choose guardians.",
      "If our server is gone and you lose this device, you cannot get back in. Choose guardians.",
      "If our server is gone and you lose your passkey, you cannot get back in. Choose guardians.",
      "If our server is gone and you lose your backup kit, you cannot get back in. Choose guardians.",
    ],
  },
  {
    name: "a kit and a synced passkey",
    facts: { hasKit: true, opensElsewhere: true },
    hopeless: ["server + passkey", "passkey + kit", "server + kit", "device + passkey + kit"],
    said: [
      "If you lose your passkey and your backup kit, you cannot get back in. Choose guardians.",
      "If our server is gone and you lose your passkey, you cannot get back in. Choose guardians.",
      "If our server is gone and you lose your backup kit, you cannot get back in. Choose guardians.",
    ],
  },
  {
    name: "a kit, a synced passkey and a device export",
    facts: { hasKit: true, opensElsewhere: true, hasExport: true },
    hopeless: ["passkey + kit", "server + kit", "device + passkey + kit"],
    said: [
      "If you lose your passkey and your backup kit, you cannot get back in. Choose guardians.",
      "If our server is gone and you lose your backup kit, you cannot get back in. Choose guardians.",
    ],
  },
  {
    name: "a device export alone opens nothing",
    facts: { hasExport: true, opensElsewhere: true, hasSecondPasskey: true },
    hopeless: ["server", "server + site", "server + device", "server + passkey", "server + kit"],
    said: ["If our server is gone, you cannot get back in. Make a backup kit."],
  },
  {
    name: "guardians alone: they meet on our pages",
    facts: { hasGuardians: true },
    hopeless: ["server + site"],
    said: ["If our server and our web site are gone, you cannot get back in. Make a backup kit."],
  },
  { name: "a kit and guardians", facts: { hasKit: true, hasGuardians: true }, hopeless: [], said: [] },
];

describe("hasWayBack", () => {
  test.each(cases)("behavior: rows without a way back, with $name", ({ facts, hopeless }) => {
    const rows = losses.filter((lost) => !hasWayBack(lost, { ...nothing, ...facts }));
    expect(rows.map((lost) => lost.join(" + ")).toSorted()).toEqual([...hopeless].toSorted());
  });

  test("behavior: no fact ever takes a way back", () => {
    const names = Object.keys(nothing) as (keyof WaysBackFacts)[]; // its own keys
    for (let mask = 0; mask < 2 ** names.length; mask++) {
      const facts = Object.fromEntries(names.map((name, bit) => [name, (mask & (1 << bit)) !== 0])) as WaysBackFacts; // all of its keys
      for (const lost of losses) {
        if (!hasWayBack(lost, facts)) continue;
        for (const name of names) expect(hasWayBack(lost, { ...facts, [name]: true }), `${lost} ${name}`).toBe(true);
      }
    }
  });
});

describe("toLockOuts", () => {
  test.each(cases)("behavior: says exactly those, with $name", ({ facts, said }) => {
    expect(toLockOuts({ ...nothing, ...facts }).map(({ text }) => text)).toEqual(said);
  });

  test("behavior: what it names as the remedy mends it", () => {
    for (const { facts } of cases)
      for (const { lost, remedy } of toLockOuts({ ...nothing, ...facts })) {
        const mended = { ...nothing, ...facts, ...(remedy === "kit" ? { hasKit: true } : { hasGuardians: true }) };
        expect(hasWayBack(lost, mended)).toBe(true);
      }
  });
});
