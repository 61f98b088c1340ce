import { getAccountAddress, hashGuardianConfig, hashRecoveryMessage, toGuardianConfig } from "@tandem/account";
import { aggregate, commit, dealKey, signShare, toPublicKeyX } from "@tandem/frost";
import { bytesToHex, hexToBytes, type RecoveryRequestLink } from "@tandem/protocol";
import { zeroHash } from "viem";
import { describe, expect, test } from "vitest";
import { RecoveryRequestError } from "./errors.ts";
import { formatRequest, hashRequest, parseRequest } from "./requests.ts";

const guardian = { signer: `0x${"ab".repeat(20)}`, salt: `0x${"01".repeat(32)}` } as const;
const config = toGuardianConfig({ guardians: [guardian], threshold: 1 });
const factory = `0x${"11".repeat(20)}` as const;
const core = `0x${"22".repeat(20)}` as const;
const birthKey = `0x${"33".repeat(32)}` as const;
const address = getAccountAddress({ factory, core, birthKey }).toLowerCase() as `0x${string}`;
const chains = [
  { chainId: 31337, name: "Local", rpcUrl: "http://localhost:1/rpc", bundlerUrl: "http://localhost:1/b" },
];

function createRequest(): RecoveryRequestLink {
  const signers = [2, 3] as const;
  const { keyPackages, publicKeyPackage } = dealKey({ identifiers: signers });
  const newOwner = bytesToHex(toPublicKeyX(publicKeyPackage));
  const digest = hexToBytes(hashRecoveryMessage(address, { primaryType: "InstallOwner", message: { newOwner } }));
  const [kit, device] = signers.map((id) => commit({ keyPackage: keyPackages[id], digest, signers, keyEpoch: 1 }));
  const shared = { publicKeyPackage, digest, signers, commitments: { 2: kit!.commitments, 3: device!.commitments } };
  const shares = {
    2: signShare({ ...shared, keyPackage: keyPackages[2], nonces: kit!.nonces }),
    3: signShare({ ...shared, keyPackage: keyPackages[3], nonces: device!.nonces }),
  };
  return {
    version: 1,
    kind: "tandem-recovery-request",
    address,
    accountName: "Ada",
    requester: "Ada",
    origin: { birthKey, configHash: zeroHash, salt: zeroHash, rotations: [] },
    factory,
    core,
    guardians: { configEpoch: 1, config: { ...config, commitments: [...config.commitments] } },
    newOwner,
    proof: bytesToHex(aggregate({ ...shared, shares })),
    ownerEpoch: 0,
    configHash: hashGuardianConfig(config, 1n),
    nonce: `0x${"05".repeat(32)}`,
    deadline: 1_900_000_000,
    chainIds: [31337],
    chains,
    createdAt: 1,
  };
}

describe("parseRequest", () => {
  const request = createRequest();

  test("behavior: from a fragment, a link and a file", () => {
    const fragment = formatRequest(request);
    for (const text of [
      fragment,
      `https://wallet.example/guardian/approve#${fragment}`,
      ` ${JSON.stringify(request)}\n`,
    ]) {
      expect(parseRequest(text)).toEqual(request);
    }
  });

  test("error: S37: any change of what guardians rely on is found", () => {
    const other = `0x${"77".repeat(32)}` as const;
    const changes: readonly Partial<RecoveryRequestLink>[] = [
      { newOwner: other },
      { proof: `0x${"01".repeat(52)}` },
      { configHash: other },
      { address: `0x${"44".repeat(20)}` },
      { origin: { ...request.origin, salt: other } },
      { guardians: { ...request.guardians, config: { ...request.guardians.config, recoveryDelay: 172_801 } } },
    ];
    for (const change of changes) {
      expect(() => parseRequest(JSON.stringify({ ...request, ...change }))).toThrow(RecoveryRequestError);
    }
    for (const text of ["", "hello", "{}", formatRequest(request).slice(0, -30)]) {
      expect(() => parseRequest(text)).toThrow(RecoveryRequestError);
    }
  });

  test("behavior: nonce, deadline, epoch and chains are in the hash that guardians sign", () => {
    const hashes = [
      request,
      { ...request, nonce: `0x${"06".repeat(32)}` as const },
      { ...request, deadline: request.deadline + 1 },
      { ...request, ownerEpoch: 1 },
      { ...request, chainIds: [1, 31337] },
    ].map(hashRequest);
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});
