import { getOwner, hashGuardianConfig } from "@tandem/account";
import { bytesToHex, type RecoveryRequestLink } from "@tandem/protocol";
import type { Hex } from "viem";
import type { ClientContext } from "../context.ts";
import { createCardClient } from "./createCardClient.ts";
import type { Coverage } from "./readCoverage.ts";
import type { RecoverableAccount } from "./types.ts";

/** How long guardians have. */
export const requestLifetimeSeconds = 14 * 24 * 3600;

/** What the chains say; where the account has no code, the known rotations. They have to agree. */
export async function readOwnerEpoch({ chains, address, rotations }: RecoverableAccount): Promise<number> {
  const epochs = await Promise.all(
    chains.map(
      async (chain) => (await getOwner(createCardClient(chain), { address }).catch(() => undefined))?.ownerEpoch,
    ),
  );
  return Math.max(rotations.length, ...epochs.map((epoch) => Number(epoch ?? 0n)));
}

/** A request out of a card: what the guardians sign, and all that lets anybody check and submit it. */
export function toRequest(
  context: ClientContext,
  parameters: {
    readonly card: RecoverableAccount;
    readonly requester: string;
    readonly coverage: Coverage;
    readonly ownerEpoch: number;
    readonly newOwner: Hex;
    readonly proof: Hex;
  },
): RecoveryRequestLink {
  const { card, coverage, ...rest } = parameters;
  const { address, accountName, birthKey, configHash, salt, rotations, factory, core, config } = card;
  const { configEpoch, chainIds } = coverage;
  // It puts the list in place under the first number only.
  const firstGuardiansSignature = configEpoch === 1 ? card.firstGuardiansSignature : undefined;
  return {
    version: 1,
    kind: "tandem-recovery-request",
    ...rest,
    address,
    accountName,
    origin: { birthKey, configHash, salt, rotations },
    factory,
    core,
    guardians: { config, configEpoch, ...(firstGuardiansSignature && { firstGuardiansSignature }) },
    configHash: hashGuardianConfig(config, BigInt(configEpoch)),
    nonce: bytesToHex(context.randomBytes(32)),
    deadline: Math.floor(context.now() / 1000) + requestLifetimeSeconds,
    chainIds: [...chainIds],
    chains: card.chains,
    createdAt: context.now(),
  };
}
