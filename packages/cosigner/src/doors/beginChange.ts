import { decodeRecoveryCall, UndecodableRecoveryCallError } from "@tandem/account";
import { type BeginChangeRequest, type Facts, hexToBytes, type Wait } from "@tandem/protocol";
import type { Hex } from "viem";
import type { Context } from "../context.ts";
import { ServiceError } from "../errors.ts";
import { decodeAct } from "../policy/index.ts";
import { listWaits, requestWait } from "../store/index.ts";
import { assertActionProof } from "./assertActionProof.ts";
import { assertSettledDevice } from "./changePolicy.ts";
import { requireAccount, requireKey } from "./requireAccount.ts";
import { toGuardianFacts } from "./toGuardianFacts.ts";

const daySeconds = 86_400;
/** How long the change can be signed once its wait is over. */
const windowSeconds = 7 * daySeconds;

/**
 * Announces a call to the account itself that adds a holder of power. It is co-signed 24 hours later, once.
 *
 * @throws ServiceError `request_malformed` for a call that needs no wait or cannot be read.
 */
export async function beginChange(
  context: Context,
  caller: { readonly accountId: Hex; readonly keyId: Hex },
  { chainId, data, proof }: BeginChangeRequest,
): Promise<Wait> {
  const record = await requireAccount(context, caller);
  const { accountId } = record;
  context.chains.get(chainId);
  const act = decodeAct({ chainId, account: requireKey(record).address, data });
  if (act?.kind !== "guardians" && act?.kind !== "upgrade") {
    throw new ServiceError("request_malformed", "This is no call that has to wait.", {
      action: "Prepare and confirm it as any other operation.",
    });
  }
  assertSettledDevice(record, caller.keyId);
  await assertActionProof(context, { record, action: "begin-change", body: { chainId, data }, proof });
  const { waitId } = await requestWait(context.database, {
    waitId: context.randomBytes(16),
    accountId,
    kind: act.kind,
    subject: hexToBytes(act.subject),
    facts: { chainId, ...toFacts(data) },
    keyId: caller.keyId,
    delaySeconds: daySeconds,
    windowSeconds,
  });
  const wait = (await listWaits(context.database, accountId)).find((entry) => entry.waitId === waitId);
  if (!wait) throw new ServiceError("intent_conflict", "The change was cancelled meanwhile.");
  return wait;
}

/** Who the new guardians are, where that can be read; an upgrade says nothing of them. */
function toFacts(data: Hex): Facts {
  try {
    const call = decodeRecoveryCall(data);
    return call.functionName === "scheduleGuardians" ? toGuardianFacts(call.next) : {};
  } catch (error) {
    if (error instanceof UndecodableRecoveryCallError) return {};
    throw error;
  }
}
