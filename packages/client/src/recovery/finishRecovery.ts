import { Account } from "@tandem/protocol";
import { getAddress, type Hex } from "viem";
import type { ClientContext } from "../context.ts";
import { CosignerMisbehavedError } from "../errors.ts";
import { createRequestKey, getRequestKey, sendSignedRequest } from "../requests/index.ts";
import { RecoveryRequestError } from "./errors.ts";
import { keepGuardians } from "./keepGuardians.ts";
import { leaveSolo } from "./leaveSolo.ts";
import { getRecoveryProgress } from "./progress.ts";
import { getRecoveryRecord } from "./records.ts";
import { toHistory } from "./toHistory.ts";
import type { RecoveryRecord } from "./types.ts";

/**
 * Keeps the account on this device once every chain of the request, or at least one, has the new key as its owner.
 *
 * @throws RecoveryRequestError while it is not.
 */
export async function finishRecovery(context: ClientContext, parameters: { readonly id: Hex }): Promise<void> {
  await openAccount(context, parameters);
  const { accountId, handsOver } = await getRecoveryRecord(context, parameters.id);
  if (handsOver) await leaveSolo(context, { from: handsOver.accountId, to: accountId, guardians: handsOver.guardians });
  await keepGuardians(context, parameters);
}

async function openAccount(context: ClientContext, { id }: { readonly id: Hex }): Promise<void> {
  const { record, chains, isTakenOver } = await getRecoveryProgress(context, { id });
  const { request, accountId, key } = record;
  if (!key) {
    throw new RecoveryRequestError("the account is on this device already", "Close this request.");
  }
  if (key.kind === "service")
    return openWithService(context, { ...record, key }, isTakenOver && chains.some(({ status }) => status === "done"));
  if (!chains.some(({ status }) => status === "done")) {
    throw new RecoveryRequestError("the new key does not own the account yet", "Wait until the recovery is finished.");
  }
  const { credential, deviceKey, publicKeyPackage, sealedShare, wraps, unlock } = key;
  const known = await context.storage.get("keys", accountId);
  const requestKey = known ?? ({ version: 1, ...(await createRequestKey()) } as const);
  await context.storage.write([
    // No service knows it; a share opens only on a device that has one.
    { store: "keys", key: accountId, value: { ...requestKey, ...(deviceKey && { deviceKey }) } },
    {
      store: "accounts",
      key: accountId,
      value: {
        version: 1,
        account: {
          accountId,
          name: request.accountName,
          address: getAddress(request.address),
          publicKey: key.publicKey,
          birthKey: request.origin.birthKey,
          configHash: request.origin.configHash,
          salt: request.origin.salt,
          ...toHistory(record),
          keyEpoch: key.keyEpoch,
          hasVault: false,
          unlock: unlock.kind,
          isSolo: true,
          createdAt: context.now(),
        },
        publicKeyPackage,
        sealedShare,
        wraps,
        credentials: [credential],
        unlock,
        // As the passkey was made: nobody else has said which host it is for.
        rpId: new URL(context.baseUrl).hostname,
      },
    },
  ]);
}

type Keyed = RecoveryRecord & { readonly key: NonNullable<RecoveryRecord["key"]> };

/** The service has tied the account to the new key: this device gets its rules, its devices and its history. */
async function openWithService(context: ClientContext, record: Keyed, isTakenOver: boolean): Promise<void> {
  if (!isTakenOver) {
    throw new RecoveryRequestError("the new key does not own the account yet", "Wait until the recovery is finished.");
  }
  const { accountId, key, request } = record;
  const { credential, kind: _, ...sealed } = key;
  const path = `/accounts/${accountId}`;
  const requestKey = await getRequestKey(context, accountId);
  const answer = await sendSignedRequest(context, { key: requestKey, method: "GET", path, schema: Account });
  if (answer.publicKey !== key.publicKey || answer.address !== request.address) {
    throw new CosignerMisbehavedError("another account than the recovered one");
  }
  // The chain names this key as the owner.
  const { birthKey, configHash, salt } = request.origin;
  const account = {
    accountId,
    ...{ name: answer.name, address: getAddress(request.address), publicKey: key.publicKey },
    ...{ birthKey, configHash, salt, ...toHistory(record), keyEpoch: key.keyEpoch, hasVault: answer.hasVault },
    unlock: key.unlock.kind,
    createdAt: context.now(),
  };
  const { publicKeyPackage, transcriptHash, sealedShare, wraps, unlock } = sealed;
  const value = {
    version: 1,
    account,
    publicKeyPackage,
    sealedShare,
    wraps,
    unlock,
    credentials: [credential],
  } as const;
  await context.storage.write([
    { store: "accounts", key: accountId, value: { ...value, ...(transcriptHash && { transcriptHash }) } },
  ]);
}
