import type { Policy } from "@tandem/protocol";
import type { Address, Hex } from "viem";
import type { Act, ActKind, Effects, RuleFinding } from "./types.ts";

/** What a decision depends on beside policy and request. Read only as far as the request needs it. */
export type Situation = {
  readonly isFrozen: boolean;
  /** A device that joined in the last 24 hours, and that no other one has confirmed. */
  readonly isNewDevice: boolean;
  /** The account was made in the last 24 hours. */
  readonly isNewAccount: boolean;
  /** Whom the account has paid before, of the request's recipients. */
  readonly paidBefore: ReadonlySet<Address>;
  /** Subjects of waits that are over. */
  readonly waited: ReadonlySet<Hex>;
  /** Recoveries that were cancelled in the last 30 days. */
  readonly recoveriesCancelled: number;
  readonly hasSecondFactor: boolean;
};

export type Evaluation = {
  /** What the user has to confirm by name. */
  readonly confirm: readonly RuleFinding[];
  /** What no confirm lifts, as far as it is known without the lock of TX A. */
  readonly refuse: readonly RuleFinding[];
  /** Debits with the limits they count against. */
  readonly debits: readonly { readonly asset: string; readonly amount: bigint; readonly limit: bigint | null }[];
  /** Changes that are signed only by using up the wait of this kind and subject. */
  readonly waits: readonly { readonly kind: ActKind; readonly subject: Hex }[];
};

export type EvaluateParameters = {
  readonly policy: Policy;
  readonly effects: Effects;
  readonly situation: Situation;
  /** What counts against the limits already; leave it out where TX A compares it under its lock. */
  readonly spent?: ReadonlyMap<string, bigint>;
};

/** Recoveries an owner may cancel in 30 days by passkey alone. */
const freeCancels = 2;

/** Applies a policy to what a request can do. Pure. Every finding only adds: more calls never find less. */
export function evaluate({ policy, effects, situation, spent }: EvaluateParameters): Evaluation {
  const limits = new Map(policy.limits.map(({ asset, amount }) => [asset, BigInt(amount)]));
  const debits = [...effects.debits].map(([asset, amount]) => ({ asset, amount, limit: limits.get(asset) ?? null }));
  const confirm: RuleFinding[] = [
    ...effects.findings,
    ...debits
      .filter(({ limit }) => limit === null)
      .map(({ asset }): RuleFinding => ({ name: "no-limit", detail: `There is no limit for ${asset}.` })),
    ...findNewRecipients(policy, effects, situation),
  ];
  const waits = effects.acts.filter((act) => needsWait(act, situation));
  const refuse = [
    ...(situation.isFrozen && !effects.isEmergency
      ? [refusal("account-frozen", "The account is frozen. It only cancels a recovery or rotates its key.")]
      : []),
    ...findUnreadable(effects, limits),
    ...debits.flatMap(({ asset, amount, limit }) =>
      limit !== null && amount + (spent?.get(asset) ?? 0n) > limit
        ? [refusal("daily-limit", `More than the limit of ${limit} in 24 hours for ${asset}.`)]
        : [],
    ),
    ...findForbiddenRecipients(policy, effects),
    ...findNewDevice(policy, effects, { situation, confirm }),
    ...waits
      .filter(({ subject }) => !situation.waited.has(subject))
      .map(() => refusal("wait-required", "This change is signed 24 hours after it was announced.")),
    ...findSecondFactor(effects, situation),
  ];
  return { confirm, refuse, debits, waits: waits.map(({ kind, subject }) => ({ kind, subject })) };
}

function findUnreadable(effects: Effects, limits: ReadonlyMap<string, bigint>): readonly RuleFinding[] {
  const whole = effects.isUnreadable
    ? [refusal("undecodable-call", "The account is told something that cannot be read.")]
    : [];
  const assets = [...effects.unreadableAssets].filter((asset) => limits.has(asset));
  return [
    ...whole,
    ...assets.map((asset) => refusal("undecodable-call", `A call to ${asset}, which has a limit, cannot be read.`)),
  ];
}

function findForbiddenRecipients({ allowed, blocked }: Policy, { recipients }: Effects): readonly RuleFinding[] {
  return [...recipients].flatMap((to): RuleFinding[] => {
    if (blocked?.includes(to)) return [refusal("blocked-recipient", `You have blocked ${to}.`)];
    if (allowed && !allowed.includes(to)) {
      return [refusal("recipient-not-allowed", `${to} is not on the list of those you may pay.`)];
    }
    return [];
  });
}

function findNewRecipients(policy: Policy, effects: Effects, situation: Situation): readonly RuleFinding[] {
  if (policy.newRecipients !== "confirm") return [];
  return listUnknown(policy, effects, situation).map((to) => ({
    name: "new-recipient",
    detail: `You have not paid ${to} before.`,
  }));
}

/** A new device pays people the account knows, within its limits, and does nothing else. */
function findNewDevice(
  policy: Policy,
  effects: Effects,
  { situation, confirm }: { readonly situation: Situation; readonly confirm: readonly RuleFinding[] },
): readonly RuleFinding[] {
  // It may stop a recovery: that gives nobody anything, and the owner may have no other device left.
  const onlyCancels = effects.isEmergency && effects.acts.every(({ kind }) => kind === "cancel-recovery");
  if (!situation.isNewDevice || onlyCancels) return [];
  const strangers = listUnknown(policy, effects, situation);
  const unusual = confirm.filter(({ name }) => name !== "new-recipient");
  if (strangers.length === 0 && unusual.length === 0) return [];
  return [
    refusal(
      "new-device",
      "For its first 24 hours a new device pays only those this account has paid before, and changes nothing.",
    ),
  ];
}

function listUnknown(policy: Policy, { recipients }: Effects, { paidBefore }: Situation): readonly Address[] {
  return [...recipients].filter((to) => !paidBefore.has(to) && !policy.contacts?.includes(to));
}

/** What adds a holder of power waits. The first guardians of a new account do not: there is nobody to warn yet. */
function needsWait({ kind, isFirst }: Act, { isNewAccount }: Situation): boolean {
  return kind === "upgrade" || (kind === "guardians" && !(isFirst && isNewAccount));
}

/** Whoever holds the device and its passkey must not keep guardians out for ever. */
function findSecondFactor(effects: Effects, situation: Situation): readonly RuleFinding[] {
  const cancels = effects.acts.some(({ kind }) => kind === "cancel-recovery");
  if (!cancels || situation.hasSecondFactor || situation.recoveriesCancelled < freeCancels) return [];
  return [refusal("second-factor", `${situation.recoveriesCancelled} recoveries were cancelled in the last 30 days.`)];
}

function refusal(name: RuleFinding["name"], detail: string): RuleFinding {
  return { name, detail };
}
