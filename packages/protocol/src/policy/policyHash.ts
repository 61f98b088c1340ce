import { sha256 } from "@noble/hashes/sha2.js";
import type { Hex } from "viem";
import { encodeParts } from "../bytes/encodeParts.ts";
import { bytesToHex } from "../bytes/hex.ts";
import type { Policy } from "../schemas/policy.ts";
import { canonicalJson } from "./canonicalJson.ts";

/**
 * Names a policy: SHA-256 of "tandem/policy/v1" and the policy's canonical JSON, each preceded by its length. Limits
 * are sorted by asset first and lists of addresses by address, so the order in which they are stored means nothing.
 */
export function policyHash(policy: Policy): Hex {
  const limits = [...policy.limits].sort((a, b) => (a.asset < b.asset ? -1 : 1));
  const lists = (["allowed", "blocked", "contacts"] as const).flatMap((name) => {
    const list = policy[name];
    return list === undefined ? [] : [[name, [...list].sort()]];
  });
  const sorted = { ...policy, limits, ...Object.fromEntries(lists) };
  return bytesToHex(sha256(encodeParts(["tandem/policy/v1", canonicalJson(sorted)])));
}
