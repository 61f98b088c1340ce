import type { LogAlarm, LogAlarmKind, LogEvent } from "@tandem/client";
import { describe, expect, test } from "vitest";
import { alarmWords, eventWords, evidenceText, proofWords, stateWords } from "./logWords.ts";

const kinds: readonly LogAlarmKind[] = [
  "forked",
  "rewritten",
  "rolled-back",
  "signature",
  "other-log",
  "promise-broken",
];

const alarm: LogAlarm = {
  id: "rolled-back:0x1",
  kind: "rolled-back",
  firstSeenAt: Date.UTC(2026, 0, 2),
  lastSeenAt: Date.UTC(2026, 0, 3),
  evidence: { known: "wallet.example/v1/log\n12\nroot\n\n— sig\n", shown: "wallet.example/v1/log\n9\nroot\n\n— sig\n" },
};

const restore: LogEvent = {
  id: "restore:9:1",
  kind: "restore",
  seenAt: 2,
  declaredAt: 1,
  keptEntries: 9,
  publishedEntries: 1012,
  lostLeaves: [],
  note: "",
};

describe("stateWords", () => {
  test("behavior: each state has its own word", () => {
    const badges = (["unseen", "verified", "alarm"] as const).map((state) => stateWords({ state }, 0).badge);
    expect(badges).toEqual(["Not checked yet", "In order", "Changed"]);
  });

  test("behavior: a day without an answer is not in order any more, and no alarm", () => {
    const latest = { size: 1, root: "0x00", seenAt: 1_000 } as const;
    const badgeAfter = (ms: number) => stateWords({ state: "verified", latest }, latest.seenAt + ms).badge;
    expect(badgeAfter(86_400_000)).toBe("In order");
    expect(badgeAfter(86_400_001)).toBe("Not checked lately");
    expect(stateWords({ state: "alarm", latest }, 1e12).badge).toBe("Changed");
  });
});

describe("alarmWords", () => {
  test("behavior: each kind of alarm is one sentence of its own", () => {
    const sentences = kinds.map(alarmWords);
    expect(new Set(sentences).size).toBe(kinds.length);
    for (const sentence of sentences) expect(sentence).toMatch(/^[A-Z].+\.$/);
  });
});

describe("eventWords", () => {
  test("behavior: a declared restore says how much was lost, and what of it is this device's", () => {
    expect(eventWords(restore)).toContain("The newest 1,003 entries of the record were lost.");
    expect(eventWords(restore)).toContain("Nothing that this device waited for");
    expect(eventWords({ ...restore, publishedEntries: 10, lostLeaves: ["0x1"] })).toBe(
      "The newest entry of the record was lost. The server has said so, and signed it. One of them is from this device. Your payments are on the network all the same.",
    );
  });
});

describe("evidenceText", () => {
  test("behavior: holds both signed texts word for word, and when they were seen", () => {
    const text = evidenceText(alarm);
    expect(text).toContain(alarm.evidence.known?.trimEnd());
    expect(text).toContain(alarm.evidence.shown?.trimEnd());
    expect(text).toContain("First seen 2026-01-02T00:00:00.000Z, last seen 2026-01-03T00:00:00.000Z");
    expect(text).not.toContain("undefined");
  });

  test("behavior: a broken promise comes with the promise", () => {
    const evidence = { shown: "note", leaf: "0xaa", promise: { sequencedBefore: 0, signature: "0xbb" } } as const;
    const text = evidenceText({ ...alarm, kind: "promise-broken", evidence });
    expect(text).toContain("0xaa");
    expect(text).toContain("in the record before 1970-01-01T00:00:00.000Z\nsignature 0xbb");
  });
});

describe("proofWords", () => {
  test("behavior: says that the server signed only what it did sign", () => {
    expect(proofWords(alarm)).toMatch(/has signed these texts/);
    expect(proofWords({ ...alarm, kind: "signature" })).toMatch(/The second does not/);
    expect(proofWords({ ...alarm, kind: "signature", evidence: { shown: "x" } })).toMatch(/This text does not/);
  });
});
