import { dkgRound1, zeroize } from "@tandem/frost";
import { bytesToHex, type StartDkgRequest, type StartDkgResponse } from "@tandem/protocol";
import type { Context } from "../../context.ts";
import { sealShare } from "../../keys/index.ts";
import { toBytes } from "../../store/index.ts";
import { createSeededRng, type KeyGenerationRun, toSeedContext } from "./run.ts";

const sessionLifetimeMs = 10 * 60_000;

/**
 * Round trip 1. The server's side of the session follows from one random seed, which alone is kept between the two
 * trips, sealed under the KEK, for 10 minutes: any server can take the second trip.
 */
export async function startKeyGeneration(
  context: Context,
  run: KeyGenerationRun,
  { packageHash, hpkeKey }: StartDkgRequest,
): Promise<StartDkgResponse> {
  const { accountId, keyId, keyEpoch, rotationId } = run;
  const seed = context.randomBytes(32);
  const sessionId = bytesToHex(context.randomBytes(16));
  const hpke = context.keys.hpke.document;
  context.hooks?.hold("dkg seed", seed);
  try {
    const round1 = dkgRound1({ identifier: 1, rng: createSeededRng(seed) });
    round1.secret.discard();
    const sealed = await sealShare(context.keys.kek, seed, toSeedContext(run, sessionId));
    await context.database.kysely
      .insertInto("dkg_sessions")
      .values({
        session_id: toBytes(sessionId),
        account_id: toBytes(accountId),
        key_id: toBytes(keyId),
        rotation_id: rotationId === undefined ? null : toBytes(rotationId),
        package_hash: toBytes(packageHash),
        device_hpke: toBytes(hpkeKey),
        hpke_version: hpke.version,
        sealed_seed: sealed.sealed,
        kek_version: sealed.kekVersion,
        wrapped_key: sealed.wrapped,
        expires_at: new Date(context.now() + sessionLifetimeMs),
      })
      .execute();
    return { sessionId, package: bytesToHex(round1.package), hpke, keyEpoch };
  } finally {
    zeroize(seed);
  }
}
