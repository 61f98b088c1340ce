import {
  type CreateSignatureRequest,
  hexToBytes,
  kitApproval,
  type SecondFactorProof,
  stepUpChallenge,
  verifyP256,
} from "@tandem/protocol";
import type { Hex } from "viem";
import type { Context } from "../context.ts";
import { takeCode } from "../devices/index.ts";
import { ServiceError } from "../errors.ts";
import type { AccountRecord } from "../store/index.ts";

/** A factor counts once its owner has had two days to see the alarm: whoever stole a device cannot add his own. */
const minAgeSeconds = 2 * 86_400;

export type CheckSecondFactorParameters = {
  readonly record: AccountRecord;
  readonly body: CreateSignatureRequest;
  readonly digest: Hex;
};

/**
 * Whether the request carries a second factor that counts: a code of the app, or the signature of the account's kit. One
 * that is too young, or that is of another key, is as good as none.
 *
 * @throws ServiceError `step_up_required` with rule `second-factor` for a wrong one, `rate_limited`
 */
export async function checkSecondFactor(context: Context, parameters: CheckSecondFactorParameters): Promise<boolean> {
  const { record, body } = parameters;
  switch (body.secondFactor?.kind) {
    case undefined:
      return false;
    case "code":
      return takeCode(context, { record, code: body.secondFactor.code, minAgeSeconds, use: body.intentId });
    case "kit":
      return checkKit(context, parameters, body.secondFactor);
  }
}

async function checkKit(
  { now, accounts }: Context,
  { record, body, digest }: CheckSecondFactorParameters,
  { keyId, signature }: Extract<SecondFactorProof, { kind: "kit" }>,
): Promise<boolean> {
  const find = (account: AccountRecord | undefined) => account?.kits.find((candidate) => candidate.keyId === keyId);
  // It may be newer than the account this server remembers.
  const kit = find(record) ?? find((await accounts.reload(record.accountId))?.record);
  const { intentId, policyHash, confirmed } = body;
  const isSigned =
    kit !== undefined &&
    (await verifyP256({
      publicKey: hexToBytes(keyId),
      data: kitApproval(stepUpChallenge({ intentId, digest, policyHash, confirmed })),
      signature: hexToBytes(signature),
    }));
  if (!isSigned) {
    throw new ServiceError("step_up_required", "This is not the account's backup kit.", {
      rule: "second-factor",
      action: "Use the kit that was made last, with its own code.",
    });
  }
  const isOld = now() - kit.madeAt.getTime() >= minAgeSeconds * 1000;
  return isOld && kit.checkedAt !== null && kit.publicKey === record.key?.publicKey;
}
