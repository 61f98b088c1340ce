import { z } from "zod";
import { ActionProof } from "./actions.ts";
import { SessionId } from "./dkg.ts";
import { KeyDocument } from "./keys.ts";
import { DeviceKeyId, hex, hexUpTo, KeyEpoch } from "./primitives.ts";
import { SigningCommitments } from "./signing.ts";
import { Vault } from "./vault.ts";

const SealedScalar = hexUpTo(512, 48);
const Package = hexUpTo(1024, 1);

/** What brings a kit's share one key epoch on: both packages, and each g(2) sealed to the kit's X25519 key. */
export const KitUpdate = z.object({
  /** The epoch it leads to. */
  keyEpoch: KeyEpoch,
  sessionId: SessionId,
  /** Refresh packages of service and device, encoded by `@tandem/frost`. */
  serverPackage: Package,
  devicePackage: Package,
  /** Purpose `refresh-kit`, senders 1 and 3, recipient 2, key epoch before the refresh. */
  fromServer: SealedScalar,
  fromDevice: SealedScalar,
});
export type KitUpdate = z.infer<typeof KitUpdate>;

/** `POST /accounts/{id}/refresh`, round trip 1. Action `refresh-shares` with the body without its proof. */
export const StartRefreshRequest = z.strictObject({
  keyEpoch: KeyEpoch,
  /** SHA-256 of the device's refresh package. */
  packageHash: hex(32),
  /** The device's X25519 key for this session. */
  hpkeKey: hex(32),
  proof: ActionProof,
});
export type StartRefreshRequest = z.infer<typeof StartRefreshRequest>;

export const StartRefreshResponse = z.object({
  sessionId: SessionId,
  package: Package,
  hpke: KeyDocument,
  /** The kit whose share is brought along. */
  kit: z.object({ keyId: DeviceKeyId, hpkeKey: hex(32) }).nullable(),
});
export type StartRefreshResponse = z.infer<typeof StartRefreshResponse>;

/** `POST /accounts/{id}/refresh/{sessionId}`, round trip 2: both sides then hold shares of both epochs. */
export const FinishRefreshRequest = z.strictObject({
  package: Package,
  /** g3(1): purpose `refresh`, sender 3, recipient 1. */
  sealedShare: SealedScalar,
  /** g3(2) for the kit, where there is one. */
  sealedForKit: SealedScalar.nullable(),
});
export type FinishRefreshRequest = z.infer<typeof FinishRefreshRequest>;

export const FinishRefreshResponse = z.object({
  /** g1(3): purpose `refresh`, sender 1, recipient 3. */
  sealedShare: SealedScalar,
  sealedForKit: SealedScalar.nullable(),
  /** Of the next epoch. */
  publicKeyPackage: hexUpTo(1024, 1),
});
export type FinishRefreshResponse = z.infer<typeof FinishRefreshResponse>;

/** `POST /accounts/{id}/refresh/{sessionId}/test` → ServerAnswer: the shares of the next epoch sign the self-test. */
export const TestRefreshRequest = z.strictObject({ commitments: SigningCommitments });
export type TestRefreshRequest = z.infer<typeof TestRefreshRequest>;

/** `POST /accounts/{id}/refresh/{sessionId}/commit` → Account: the old share is erased, the vault replaced. Idempotent. */
export const CommitRefreshRequest = z.strictObject({ signature52: hex(52), vault: Vault.nullable() });
export type CommitRefreshRequest = z.infer<typeof CommitRefreshRequest>;
