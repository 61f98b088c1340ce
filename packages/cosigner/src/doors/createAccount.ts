import { bytesToHex, type CreateAccountRequest, type CreateAccountResponse } from "@tandem/protocol";
import type { Hex } from "viem";
import type { Context } from "../context.ts";
import { insertAccount } from "../store/index.ts";
import { issueChallenge } from "./challenges.ts";

const unconfirmedLifetimeMs = 24 * 3_600_000;

/** The *new* door: an account id for a request key nobody has seen. Without the next steps it is gone in 24 h. */
export async function createAccount(
  context: Context,
  keyId: Hex,
  { name, deviceName }: CreateAccountRequest,
): Promise<CreateAccountResponse> {
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
