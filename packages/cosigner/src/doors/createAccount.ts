import { bytesToHex, type CreateAccountRequest, type CreateAccountResponse } from "@tandem/protocol";
import type { Hex } from "viem";
import type { Context } from "../context.ts";
import { ServiceError } from "../errors.ts";
import { drawCreation, insertAccount } from "../store/index.ts";
import { issueChallenge } from "./challenges.ts";

const unconfirmedLifetimeMs = 24 * 3_600_000;

export type NewCaller = {
  readonly keyId: Hex;
  /** Of the client; undefined on loopback. */
  readonly network: string | undefined;
};

/**
 * The *new* door: an account id for a request key nobody has seen. Without the next steps it is gone in 24 h. Whoever asks
 * is nobody yet, so it draws on the day of the client's network and of the service.
 *
 * @throws ServiceError `rate_limited`
 */
export async function createAccount(
  context: Context,
  { keyId, network }: NewCaller,
  { name, deviceName }: CreateAccountRequest,
): Promise<CreateAccountResponse> {
  const { accounts } = context.config;
  const [first = 0] = context.randomBytes(1);
  const usedUp = await drawCreation(context.database, { ...accounts, network, first });
  if (usedUp) throw dayUsedUp(usedUp, context.now());
  const accountId = bytesToHex(context.randomBytes(16));
  await insertAccount(context.database, {
    accountId,
    name,
    deviceName,
    keyId,
    policy: context.defaultPolicy,
    policyHash: context.defaultPolicyHash,
    expiresAt: new Date(context.now() + unconfirmedLifetimeMs),
  });
  const { challenge, expiresAt } = await issueChallenge(context, { purpose: "registration", accountId, keyId });
  return { accountId, challenge, expiresAt };
}

const dayMs = 24 * 3_600_000;

function dayUsedUp(whose: "network" | "service", nowMs: number): ServiceError {
  const text = whose === "network" ? "New accounts from your network are used up" : "New accounts are used up";
  return new ServiceError("rate_limited", `${text} for today.`, {
    action: "Try again tomorrow (UTC), or from another network.",
    retryAfterSeconds: Math.ceil((dayMs - (nowMs % dayMs)) / 1000),
  });
}
