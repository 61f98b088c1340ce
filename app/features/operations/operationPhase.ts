import type { JournalOperation } from "@tandem/client";
import type { Step } from "@/components/Steps";
import { formatPreciseTime } from "@/lib/format";

/** Where an operation stands, in the terms the interface acts on. */
export type OperationPhase =
  | "working"
  /** Left before the server answered: the person confirms again; nothing was lost. */
  | "needs-confirm"
  /** Signed or sent, and something on the way is down: goes on by itself, or at once with "Try again". */
  | "stuck"
  | "confirmed"
  | "failed";

const patienceMilliseconds = 6_000;

export function operationPhase(parameters: {
  operation: JournalOperation;
  running: boolean;
  nowMilliseconds: number;
}): OperationPhase {
  const { operation, running, nowMilliseconds } = parameters;
  const { state, lastError, updatedAt } = operation;
  if (state === "confirmed" || state === "failed") return state;
  if (state === "signed" || state === "sent") return lastError ? "stuck" : "working";
  // Another tab may be at it right now.
  const fresh = !lastError && nowMilliseconds - updatedAt < patienceMilliseconds;
  return running || fresh ? "working" : "needs-confirm";
}

/** Whether it goes on without the person. */
export function goesOnByItself({ state }: JournalOperation): boolean {
  return state === "signed" || state === "sent";
}

export function operationSteps(operation: JournalOperation, phase: OperationPhase): readonly Step[] {
  const { state, times } = operation;
  const reached = ["confirming", "co-signing", "signed", "sent", "confirmed"].indexOf(state);
  const last = Math.max(reached, ...Object.keys(times).map((name) => progress[name] ?? 0));
  const steps = [
    {
      id: "authorised",
      titles: ["Your passkey", "You confirmed"],
      at: times["co-signing"],
      detail: "Waiting for you.",
    },
    {
      id: "signed",
      titles: ["Co-signing", "Co-signed"],
      at: times.signed,
      detail: "The server checks your rules and adds its part.",
    },
    { id: "sent", titles: ["Sending", "Sent"], at: times.sent, detail: "Handing it to the network." },
    {
      id: "confirmed",
      titles: ["Confirming", "Confirmed"],
      at: times.confirmed,
      detail: "The network is putting it in a block.",
    },
  ];
  const current = Math.min(steps.length, Math.max(0, state === "failed" ? last : reached));
  return steps.map(({ id, titles, at, detail }, index): Step => {
    const done = state === "confirmed" || index < current;
    return {
      id,
      title: (done ? titles[1] : titles[0]) ?? "",
      state: done ? "done" : index > current ? "todo" : currentState[phase],
      ...(done &&
        at !== undefined && { aside: index === 0 ? formatPreciseTime(at) : sinceConfirm(at, times["co-signing"]) }),
      ...(!done && phase === "working" && { detail }),
    };
  });
}

/** "+0.4 s", counted from the person's confirmation: more telling than three equal times of day. */
function sinceConfirm(at: number, confirmedAt: number | undefined): string {
  const seconds = (at - (confirmedAt ?? at)) / 1000;
  return confirmedAt === undefined || seconds >= 60 ? formatPreciseTime(at) : `+${seconds.toFixed(1)} s`;
}

const progress: Readonly<Record<string, number>> = { "co-signing": 1, signed: 2, sent: 3, confirmed: 4 };

const currentState: Record<OperationPhase, Step["state"]> = {
  working: "current",
  "needs-confirm": "paused",
  stuck: "paused",
  confirmed: "done",
  failed: "failed",
};
