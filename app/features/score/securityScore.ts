import { type LockOut, toLockOuts } from "@/features/score/lockOuts";

/** What the score is made of. Each part of the page says its own fact. */
export type SecurityFacts = {
  /** Devices that may sign, this one among them. */
  readonly devices: number;
  /** The account opens on a new device by passkey alone: the passkey is backed up and the vault copy is kept. */
  readonly opensElsewhere: boolean;
  readonly hasKit: boolean;
  /** How many are in force; undefined as long as nobody could say. */
  readonly guardians: number | undefined;
  /** So many have given no sign for half a year that the others are fewer than are needed. */
  readonly areGuardiansSilent: boolean;
  /** On some network an earlier list still counts, and nothing is under way there. */
  readonly hasOldGuardians: boolean;
  readonly passkeys: number;
  /** This device's part was saved as a file, and has not changed since. */
  readonly hasExport: boolean;
  /** Ways to be told of an alarm when no wallet is open. */
  readonly channels: number;
  readonly hasSecondFactor: boolean;
};

export type SecurityStep = {
  readonly id: "passkey" | "kit" | "guardians" | "channels" | "devices" | "second-factor";
  readonly title: string;
  /** What it is good for. */
  readonly text: string;
  readonly isDone: boolean;
  readonly points: number;
};

export type SecurityScore = {
  /** 0 to 100. */
  readonly points: number;
  readonly word: "Fragile" | "Fair" | "Good" | "Strong";
  /** In the order in which they help most. */
  readonly steps: readonly SecurityStep[];
  /** The one to do next. */
  readonly next: SecurityStep | undefined;
  /** Losses without a way back, while they can still be mended; undefined as long as that is not known. */
  readonly lockOuts: readonly LockOut[] | undefined;
};

/** How well the account would come through a loss, and what helps most next. */
export function toSecurityScore(facts: SecurityFacts): SecurityScore {
  const steps: readonly SecurityStep[] = [
    {
      id: "passkey",
      title: "Your passkey guards this wallet",
      text: "Nobody signs without it.",
      isDone: true,
      points: 15,
    },
    {
      id: "kit",
      title: "Make a backup kit",
      text: facts.opensElsewhere
        ? "With the kit you can move your money even when our server is gone."
        : "Your passkey alone does not open this account on a new device. The kit does, or the code of this device.",
      isDone: facts.hasKit,
      points: 30,
    },
    {
      id: "devices",
      title: "Add a second device",
      text: "If this device is lost, the other one goes on at once.",
      isDone: facts.devices > 1 || facts.opensElsewhere,
      points: 15,
    },
    {
      id: "guardians",
      ...toGuardianWords(facts),
      isDone: (facts.guardians ?? 0) > 0 && !facts.areGuardiansSilent && !facts.hasOldGuardians,
      points: 20,
    },
    {
      id: "channels",
      title: "Let us warn you",
      text: "Without an e-mail address or notifications nobody can warn you.",
      isDone: facts.channels > 0,
      points: 15,
    },
    {
      id: "second-factor",
      title: "Add a second factor",
      text: "A code from an app, asked for on top of the passkey where much is at stake.",
      isDone: facts.hasSecondFactor,
      points: 5,
    },
  ];
  const points = steps.reduce((sum, step) => sum + (step.isDone ? step.points : 0), 0);
  const next = steps.find(({ isDone }) => !isDone);
  return { points, word: toWord(points), steps, next, lockOuts: readLockOuts(facts) };
}

function toGuardianWords(facts: SecurityFacts): Pick<SecurityStep, "text" | "title"> {
  if (facts.areGuardiansSilent)
    return {
      title: "Ask your guardians whether they are still there",
      text: "Too many gave no sign for half a year: with lost keys they could not help you.",
    };
  if (facts.hasOldGuardians)
    return {
      title: "Change your guardians on every network",
      text: "On another network an earlier list still counts, with whoever is on it.",
    };
  return {
    title: "Choose guardians",
    text: "People you trust can give you back your account when all else is lost.",
  };
}

const askGuardians = "Ask your guardians whether they are still there.";

function readLockOuts(facts: SecurityFacts): readonly LockOut[] | undefined {
  const { guardians, areGuardiansSilent, hasKit, opensElsewhere, hasExport, devices, passkeys } = facts;
  if (guardians === undefined) return undefined;
  const waysBack = {
    hasKit,
    opensElsewhere,
    hasExport,
    // A key of which nobody knows whether it still exists is no way back.
    hasGuardians: guardians > 0 && !areGuardiansSilent,
    hasSecondDevice: devices > 1,
    hasSecondPasskey: passkeys > 1,
  };
  return toLockOuts(waysBack, areGuardiansSilent ? askGuardians : undefined);
}

function toWord(points: number): SecurityScore["word"] {
  if (points >= 90) return "Strong";
  if (points >= 60) return "Good";
  return points >= 30 ? "Fair" : "Fragile";
}
