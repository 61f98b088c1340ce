import { tandemAddresses } from "@tandem/account";
import type { KeyPackage } from "@tandem/frost";
import { bytesToHex, type CardChain, type GuardianCard, type Recovered } from "@tandem/protocol";
import { type Hex, zeroHash } from "viem";
import { entryPoint09Address } from "viem/account-abstraction";
import { getBlock } from "viem/actions";
import { zeroize } from "../bytes.ts";
import type { ClientContext } from "../context.ts";
import { createKitCode, deriveKitKeys, formatKitCode, formatKitFile, sealKit } from "../kit/index.ts";
import { toServiceError } from "../operations/index.ts";
import { getSettings } from "../requests/index.ts";
import { createCardClient } from "./createCardClient.ts";
import type { StartSoloRecoveryReturnType } from "./types.ts";

export type SealSoloKitParameters = {
  /** Share 2. Zeroed by the caller. */
  readonly keyPackage: KeyPackage;
  readonly publicKeyPackage: Hex;
  readonly publicKey: Hex;
  readonly keyEpoch: number;
  /** What the guardians are asked for; it is the account's key once a chain has it. */
  readonly recovered: Recovered;
  readonly card: GuardianCard;
  readonly rpId: string;
};

/** The backup kit of a solo key: without a service it is the second half of every signature. */
export async function sealSoloKit(
  context: ClientContext,
  parameters: SealSoloKitParameters,
): Promise<StartSoloRecoveryReturnType["kit"]> {
  const { keyPackage, publicKeyPackage, publicKey, keyEpoch, recovered, card, rpId } = parameters;
  const code = createKitCode(context.randomBytes);
  const seed = context.randomBytes(16);
  const { requestKey, hpke } = await deriveKitKeys(seed);
  try {
    const { accountId, accountName: name, address, birthKey, configHash, salt, rotations } = card;
    const kit = await sealKit({
      code,
      keyPackage,
      seed,
      randomBytes: context.randomBytes,
      details: {
        accountId,
        name,
        address,
        birthKey,
        configHash,
        salt,
        rotations,
        recovered,
        publicKey,
        publicKeyPackage,
        keyEpoch,
        rpId,
        origin: context.baseUrl,
        // No service stands behind this key; where one was known it is named.
        serverIdentity: (await getSettings(context))?.serverIdentity ?? zeroHash,
        madeAt: Math.round(context.now()),
        guardians: [],
        requestKeyId: requestKey.keyId,
        hpkeKey: bytesToHex(hpke.publicKey),
        vault: null,
        chains: await Promise.all(card.chains.map((chain) => toKitChain(chain, card))),
        checkpoint: null,
      },
    });
    const file = new TextDecoder().decode(formatKitFile(kit));
    return { file, fileName: `tandem-kit-${address.slice(2, 8)}.json`, code: formatKitCode(code) };
  } finally {
    zeroize(code, seed, hpke.privateKey);
  }
}

async function toKitChain(chain: CardChain, { factory, core }: GuardianCard) {
  const genesis = await getBlock(createCardClient(chain), { blockNumber: 0n }).catch((error: unknown) => {
    throw toServiceError(error, "chain");
  });
  const { features } = tandemAddresses;
  return { ...chain, genesisHash: genesis.hash, entryPoint: entryPoint09Address, factory, core, features, tokens: [] };
}
