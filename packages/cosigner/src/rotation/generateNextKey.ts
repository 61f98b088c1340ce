import type { FinishDkgRequest, FinishDkgResponse, StartDkgRequest, StartDkgResponse } from "@tandem/protocol";
import type { Hex } from "viem";
import type { Context } from "../context.ts";
import { finishKeyGeneration, startKeyGeneration } from "../doors/index.ts";
import { ServiceError } from "../errors.ts";
import { countRotationSession, storeRotationKey } from "../store/index.ts";
import { type RotationCaller, requireOwnRotation, rotationOver } from "./requireRotation.ts";

/** An aborted key generation lets the peer choose a bit of the key: few tries a rotation. */
const maxSessions = 16;

/** Round trip 1 of the next owner key. */
export async function startNextKey(
  context: Context,
  caller: RotationCaller,
  request: StartDkgRequest,
): Promise<StartDkgResponse> {
  const { keyEpoch, rotationId } = await requireOwnRotation(context, caller);
  if (!(await countRotationSession(context.database, rotationId, maxSessions))) {
    throw new ServiceError("rate_limited", "This change of the key has used up its tries.", {
      retryAfterSeconds: 86_400,
    });
  }
  return startKeyGeneration(context, { ...caller, keyEpoch }, request);
}

/** Round trip 2. */
export async function finishNextKey(
  context: Context,
  { sessionId, ...caller }: RotationCaller & { readonly sessionId: Hex },
  request: FinishDkgRequest,
): Promise<FinishDkgResponse> {
  const { keyEpoch, rotationId } = await requireOwnRotation(context, caller);
  return finishKeyGeneration(context, { ...caller, keyEpoch, sessionId }, request, async (key) => {
    if (!(await storeRotationKey(context.database, { ...key, rotationId }))) throw rotationOver();
  });
}
