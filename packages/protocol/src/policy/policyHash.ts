import { sha256 } from "@noble/hashes/sha2.js";
import type { Hex } from "viem";
import { encodeParts } from "../bytes/encodeParts.ts";
import { bytesToHex } from "../bytes/hex.ts";
import type { Policy } from "../schemas/policy.ts";
import { canonicalJson } from "./canonicalJson.ts";

/**
 * Names a policy: SHA-256 of "tandem/policy/v1" and the policy's canonical JSON, each preceded by its length. Limits
 * are sorted by asset first, so the order in which they are stored means nothing.
 */
export function policyHash(policy: Policy): Hex {
  const limits = [...policy.limits].sort((a, b) => (a.asset < b.asset ? -1 : 1));
  return bytesToHex(sha256(encodeParts(["tandem/policy/v1", canonicalJson({ ...policy, limits })])));
}
