import type { Hex } from "viem";
import type { Context } from "../context.ts";
import type { Effects, Situation } from "../policy/index.ts";
import { type AccountRecord, countRecoveriesCancelled, listPaidBefore, listWaited } from "../store/index.ts";

const dayMs = 24 * 3_600_000;

export type ReadSituationParameters = {
  readonly record: AccountRecord;
  readonly keyId: Hex;
  readonly effects: Effects;
  /** Asked where the request does what wants a second factor. */
  readonly checkSecondFactor?: () => Promise<boolean>;
};

/** What a decision depends on beside policy and request. Asks the database only for what this request needs. */
export async function readSituation(
  { database, now }: Context,
  { record, keyId, effects, checkSecondFactor }: ReadSituationParameters,
): Promise<Situation> {
  const { accountId, policy, frozen, createdAt } = record;
  const device = record.devices.find((entry) => entry.keyId === keyId);
  const isNew = device?.isNew ?? true;
  const asksWhom = isNew || policy.newRecipients === "confirm";
  const cancels = effects.acts.some(({ kind }) => kind === "cancel-recovery");
  const [paidBefore, waited, recoveriesCancelled, hasSecondFactor] = await Promise.all([
    listPaidBefore(database, accountId, asksWhom ? [...effects.recipients] : []),
    listWaited(
      database,
      accountId,
      effects.acts.map(({ subject }) => subject),
    ),
    cancels ? countRecoveriesCancelled(database, accountId) : 0,
    cancels && checkSecondFactor ? checkSecondFactor() : false,
  ]);
  return {
    isFrozen: frozen,
    isNewDevice: isNew,
    isNewAccount: now() - createdAt.getTime() < dayMs,
    paidBefore,
    waited,
    recoveriesCancelled,
    hasSecondFactor,
  };
}
