import { commit, dealKey, encodePublicKeyPackage, type SigningCommitments, signShare, verify } from "@tandem/frost";
import { bytesToHex, hexToBytes } from "@tandem/protocol";
import { beforeEach, describe, expect, test } from "vitest";
import { createTestContext } from "../../testing/createTestContext.ts";
import { CosignerMisbehavedError, ServiceUnreachableError } from "../errors.ts";
import { OpenShare } from "./OpenShare.ts";
import { type CommitmentsOnWire, signTogether } from "./signTogether.ts";

const signers = [1, 3] as const;
const digest = `0x${"ab".repeat(32)}` as const;
const { keyPackages, publicKeyPackage } = dealKey({ identifiers: [1, 3] });
const context = createTestContext();

/** The co-signer's half of a signature, as its server computes it. */
function answerAs(server: (typeof keyPackages)[1], device: CommitmentsOnWire, signed = digest) {
  const peer: SigningCommitments = { hiding: hexToBytes(device.hiding), binding: hexToBytes(device.binding) };
  const context = { keyPackage: server, digest: hexToBytes(signed), signers, keyEpoch: 0 };
  const { nonces, commitments } = commit({ ...context, peerCommitments: peer });
  const share = signShare({ ...context, publicKeyPackage, nonces, commitments: { 1: commitments, 3: peer } });
  const onWire = { hiding: bytesToHex(commitments.hiding), binding: bytesToHex(commitments.binding) };
  return { commitments: onWire, share: bytesToHex(share), digest: signed };
}

describe("signTogether", () => {
  let share: OpenShare;
  const parameters = () => ({
    share,
    publicKeyPackage: bytesToHex(encodePublicKeyPackage(publicKeyPackage)),
    keyEpoch: 0,
    digest,
  });

  beforeEach(() => {
    share = new OpenShare({ ...keyPackages[3], signingShare: keyPackages[3].signingShare.slice() });
    return () => share.close();
  });

  test("behavior: 52 bytes that verify under the group key", async () => {
    const { signature } = await signTogether(context, {
      ...parameters(),
      send: async (commitments) => answerAs(keyPackages[1], commitments),
    });
    const publicKey = keyPackages[3].publicKey;
    expect(verify({ publicKey, digest: hexToBytes(digest), signature: hexToBytes(signature) })).toBe(true);
  });

  test("S57: every try has commitments of its own, hiding and binding differ", async () => {
    const seen = new Set<string>();
    for (let tries = 0; tries < 4; tries++) {
      const failing = signTogether(context, {
        ...parameters(),
        send: async ({ hiding, binding }) => {
          expect(hiding).not.toBe(binding);
          seen.add(hiding).add(binding);
          throw new ServiceUnreachableError({ service: "cosigner" });
        },
      });
      await expect(failing).rejects.toBeInstanceOf(ServiceUnreachableError);
    }
    expect(seen.size).toBe(8);
  });

  test("S57: distinct nonces even from a generator that repeats itself", async () => {
    const seen = new Set<string>();
    const broken = { ...context, randomBytes: (length: number) => new Uint8Array(length).fill(7) };
    for (let tries = 0; tries < 3; tries++) {
      await signTogether(broken, {
        ...parameters(),
        send: async (commitments) => {
          seen.add(commitments.hiding).add(commitments.binding);
          return answerAs(keyPackages[1], commitments);
        },
      });
    }
    expect(seen.size).toBe(6);
  });

  test("error: another digest", async () => {
    const other = `0x${"cd".repeat(32)}` as const;
    const signing = signTogether(context, {
      ...parameters(),
      // Its type says any digest; the value is what a server that signs something else would send.
      send: async (commitments) => answerAs(keyPackages[1], commitments, other as typeof digest),
    });
    await expect(signing).rejects.toBeInstanceOf(CosignerMisbehavedError);
  });

  test("error: a wrong share, a share of another key, commitments that are no points or equal", async () => {
    const stranger = dealKey({ identifiers: [1, 3] }).keyPackages[1];
    const tampered: [string, (c: CommitmentsOnWire) => ReturnType<typeof answerAs>][] = [
      ["share + 1", (c) => ({ ...answerAs(keyPackages[1], c), share: `0x${"01".repeat(32)}` })],
      ["share 0", (c) => ({ ...answerAs(keyPackages[1], c), share: `0x${"00".repeat(32)}` })],
      [
        "no point",
        (c) => ({ ...answerAs(keyPackages[1], c), commitments: { ...c, hiding: `0x02${"ff".repeat(32)}` } }),
      ],
      ["equal", (c) => ({ ...answerAs(keyPackages[1], c), commitments: { hiding: c.hiding, binding: c.hiding } })],
      [
        "foreign",
        (c) => {
          const own = answerAs(keyPackages[1], c);
          const scalar = (BigInt(own.share) + BigInt(bytesToHex(stranger.signingShare))) % 2n ** 256n;
          return { ...own, share: `0x${scalar.toString(16).padStart(64, "0")}` };
        },
      ],
    ];
    for (const [what, tamper] of tampered) {
      const signing = signTogether(context, { ...parameters(), send: async (c) => tamper(c) });
      await expect(signing, what).rejects.toBeInstanceOf(CosignerMisbehavedError);
    }
  });

  test("error: a share that was closed while the answer was under way", async () => {
    const signing = signTogether(context, {
      ...parameters(),
      send: async (commitments) => {
        const answer = answerAs(keyPackages[1], commitments);
        share.close();
        return answer;
      },
    });
    await expect(signing).rejects.toMatchObject({ name: "ShareClosedError" });
  });
});
