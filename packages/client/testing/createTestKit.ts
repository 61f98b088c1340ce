import { sha256 } from "@noble/hashes/sha2.js";
import { getAccountAddress } from "@tandem/account";
import { dealKey, encodePublicKeyPackage } from "@tandem/frost";
import { bytesToHex, EvmAddress } from "@tandem/protocol";
import { createKitCode, deriveKitKeys, type KitDetails, sealKit } from "../src/kit/index.ts";

/** Bytes that follow from a seed alone: SHA-256(seed ‖ counter) blocks. Never for real secrets. */
export function createSeededBytes(seed: string): (length: number) => Uint8Array<ArrayBuffer> {
  let counter = 0;
  return (length) => {
    const bytes = new Uint8Array(length);
    for (let at = 0; at < length; at += 32) {
      const block = sha256(new TextEncoder().encode(`${seed} ${counter++}`));
      bytes.set(block.subarray(0, Math.min(32, length - at)), at);
    }
    return bytes;
  };
}

/** A whole kit of a dealt key, the same for the same seed. */
export async function createTestKit(seed: string, changes: Partial<KitDetails> = {}) {
  const randomBytes = createSeededBytes(seed);
  const { keyPackages, publicKeyPackage } = dealKey({ identifiers: [1, 2, 3], rng: randomBytes });
  const code = createKitCode(randomBytes);
  const kitSeed = randomBytes(16);
  const { requestKey, hpke } = await deriveKitKeys(kitSeed);
  const publicKey = bytesToHex(keyPackages[2].publicKey.subarray(1));
  const zeros = `0x${"00".repeat(32)}` as const;
  const contract = (byte: string) => `0x${byte.repeat(20)}` as const;
  const details: KitDetails = {
    accountId: bytesToHex(randomBytes(16)),
    name: "Ada",
    origin: "https://wallet.example",
    rpId: "wallet.example",
    serverIdentity: bytesToHex(randomBytes(32)),
    madeAt: Date.UTC(2026, 10, 25, 12),
    keyEpoch: 1,
    publicKey,
    publicKeyPackage: bytesToHex(encodePublicKeyPackage(publicKeyPackage)),
    address: EvmAddress.parse(getAccountAddress({ birthKey: publicKey, configHash: zeros, salt: zeros })),
    birthKey: publicKey,
    configHash: zeros,
    salt: zeros,
    rotations: [],
    guardians: [],
    requestKeyId: requestKey.keyId,
    hpkeKey: bytesToHex(hpke.publicKey),
    vault: {
      sealedShare: bytesToHex(randomBytes(95)),
      wraps: [{ credentialId: "AQID", wrapped: bytesToHex(randomBytes(60)) }],
      keyEpoch: 1,
    },
    chains: [
      {
        chainId: 31337,
        genesisHash: bytesToHex(randomBytes(32)),
        name: "Local",
        rpcUrl: "https://rpc.example",
        bundlerUrl: "https://bundler.example",
        entryPoint: contract("01"),
        factory: contract("02"),
        core: contract("03"),
        features: contract("04"),
        tokens: [{ address: contract("05"), symbol: "USDX", name: "Sample dollar", decimals: 6 }],
      },
    ],
    checkpoint: null,
    ...changes,
  };
  const parameters = { code, keyPackage: keyPackages[2], seed: kitSeed, details, randomBytes };
  return { kit: await sealKit(parameters), ...parameters, keyPackages, publicKeyPackage };
}
