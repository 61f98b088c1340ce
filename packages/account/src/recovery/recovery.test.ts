import { p256 } from "@noble/curves/nist.js";
import { sha256 } from "@noble/hashes/sha2.js";
import fc from "fast-check";
import { type Address, bytesToHex, concat, decodeAbiParameters, getAddress, type Hex, keccak256, size } from "viem";
import { describe, expect, test } from "vitest";
import { assertGuardian } from "./assertGuardian.ts";
import { decodeGuardian } from "./decodeGuardian.ts";
import { decodeRecoveryCall } from "./decodeRecoveryCall.ts";
import { encodeGuardian } from "./encodeGuardian.ts";
import { encodeRecoveryCall, type RecoveryCall } from "./encodeRecoveryCall.ts";
import { encodeWebAuthnSignature } from "./encodeWebAuthnSignature.ts";
import { InvalidGuardianConfigError, InvalidGuardianError, UndecodableRecoveryCallError } from "./errors.ts";
import { hashGuardian } from "./hashGuardian.ts";
import { hashGuardianConfig } from "./hashGuardianConfig.ts";
import { hashRecoveryMessage } from "./hashRecoveryMessage.ts";
import { sortApprovals } from "./sortApprovals.ts";
import { toGuardianConfig } from "./toGuardianConfig.ts";

const bytes = (length: number): fc.Arbitrary<Hex> =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((value) => bytesToHex(value));
const address = bytes(20).map((hex) => getAddress(hex)) as fc.Arbitrary<Address>;
const seconds = fc.nat(2 ** 48 - 1);
const config = fc.record({
  threshold: fc.nat(255),
  recoveryDelay: seconds,
  recoveryWindow: seconds,
  configDelay: seconds,
  commitments: fc.array(bytes(32), { maxLength: 10 }),
});
const current = fc.record({ config, factory: address, salt: bytes(32) });
const approval = fc.record({
  signer: fc.oneof(bytes(20), bytes(52), bytes(84)),
  salt: bytes(32),
  signature: fc.uint8Array({ maxLength: 300 }).map((value) => bytesToHex(value)),
});
const approvals = fc.uniqueArray(approval, { maxLength: 5, selector: ({ signer }) => signer }).map(sortApprovals);
const uint256 = fc.bigInt({ min: 0n, max: 2n ** 256n - 1n });
const chainIds = fc.array(uint256, { maxLength: 4 });
const startRecovery = fc.record({
  newOwner: bytes(32),
  ownerEpoch: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  configHash: bytes(32),
  nonce: uint256,
  deadline: seconds,
  chainIds,
});
const cancelRecovery = fc.record({ recoveryHash: bytes(32), nonce: uint256, deadline: seconds, chainIds });
const call: fc.Arbitrary<RecoveryCall> = fc.oneof(
  fc.record({
    functionName: fc.constant("setFirstGuardians" as const),
    config,
    ownerSignature: bytes(52),
    factory: address,
    salt: bytes(32),
  }),
  fc.record({ functionName: fc.constant("scheduleGuardians" as const), current, next: config }),
  fc.record({ functionName: fc.constant("applyGuardians" as const), config }),
  fc.record({
    functionName: fc.constant("startRecovery" as const),
    request: startRecovery,
    proof: bytes(52),
    current,
    approvals,
  }),
  fc.record({ functionName: fc.constant("approveRecovery" as const), structHash: bytes(32) }),
  fc.record({
    functionName: fc.constant("cancelRecoveryByGuardians" as const),
    request: cancelRecovery,
    current,
    approvals,
  }),
  fc.constantFrom(
    { functionName: "cancelGuardians" as const },
    { functionName: "cancelRecovery" as const },
    { functionName: "finalizeRecovery" as const },
  ),
);

const word = (byte: string): Hex => `0x${byte.repeat(32)}`;
const account = `0x${"aa".repeat(20)}` as const;

describe("encodeGuardian", () => {
  test("behavior: decodeGuardian gives back what was encoded", () => {
    const signer = fc.oneof(
      fc.record({ kind: fc.constant("address" as const), address }),
      fc.record({ kind: fc.constant("key" as const), verifier: address, key: fc.oneof(bytes(32), bytes(64)) }),
    );
    fc.assert(
      fc.property(signer, (value) => {
        expect(decodeGuardian(encodeGuardian(value))).toEqual(value);
      }),
    );
  });

  test("error: a key of another length, in both directions", () => {
    const verifier = `0x${"11".repeat(20)}` as const;
    expect(() => encodeGuardian({ kind: "key", verifier, key: "0x1234" })).toThrow(InvalidGuardianError);
    for (const length of [0, 19, 21, 51, 53, 83, 85]) {
      expect(() => decodeGuardian(`0x${"22".repeat(length)}`)).toThrow(InvalidGuardianError);
    }
    expect(() => decodeGuardian("0x123")).toThrow(InvalidGuardianError);
  });
});

describe("assertGuardian", () => {
  test.each([
    ["zero", `0x${"00".repeat(20)}`],
    ["the first precompile", `0x${"00".repeat(19)}01`],
    ["P-256", `0x${"00".repeat(18)}0100`],
    ["the last reserved address", `0x${"00".repeat(18)}01ff`],
    ["the account itself", account.toUpperCase().replace("0X", "0x")],
    ["a key whose verifier is the account", concat([account, word("01")])],
  ] as const)("error: S34: %s", (_name, signer) => {
    expect(() => assertGuardian({ signer: signer as Hex, account })).toThrow(InvalidGuardianError);
  });

  test("error: S34: a key whose verifier has no code", () => {
    const signer = concat([`0x${"11".repeat(20)}`, word("01")]);
    expect(() => assertGuardian({ signer, account, verifierHasCode: false })).toThrow(InvalidGuardianError);
    assertGuardian({ signer, account, verifierHasCode: true });
    assertGuardian({ signer, account });
  });

  test("behavior: the first address after the reserved ones passes", () => {
    assertGuardian({ signer: `0x${"00".repeat(18)}0200`, account });
  });
});

describe("toGuardianConfig", () => {
  const guardian = (index: number, salt = index) => ({
    signer: `0x${(0x1000 + index).toString(16).padStart(40, "0")}` as Hex,
    salt: keccak256(`0x${salt.toString(16).padStart(4, "0")}`),
  });
  const many = (count: number) => Array.from({ length: count }, (_, index) => guardian(index));

  test("behavior: least delays by default, commitments in an order that tells nothing of the guardians' order", () => {
    const built = toGuardianConfig({ guardians: many(3), threshold: 2 });
    expect(built).toMatchObject({ recoveryDelay: 172_800, recoveryWindow: 604_800, configDelay: 129_600 });
    expect(toGuardianConfig({ guardians: many(3).reverse(), threshold: 2 })).toEqual(built);
    expect(built.commitments).toEqual(many(3).map(hashGuardian).sort());
  });

  test("error: S33: one signer twice, whatever its salts and its spelling", () => {
    const first = { signer: `0x${"ab".repeat(20)}` as Hex, salt: word("01") };
    const second = { signer: `0x${"AB".repeat(20)}` as Hex, salt: word("02") };
    expect(() => toGuardianConfig({ guardians: [first, second], threshold: 1 })).toThrow(InvalidGuardianConfigError);
  });

  test.each([
    [1, 0],
    [1, 2],
    [2, 0],
    [3, 1],
    [3, 4],
    [10, 1],
    [11, 6],
    [0, 1],
    [3, 1.5],
  ])("error: S35: %i guardians, threshold %i", (count, threshold) => {
    expect(() => toGuardianConfig({ guardians: many(count), threshold })).toThrow(InvalidGuardianConfigError);
  });

  test.each([
    ["recoveryDelay", 172_799],
    ["recoveryWindow", 604_799],
    ["configDelay", 129_599],
    ["recoveryDelay", 2_592_001],
  ] as const)("error: %s of %i seconds", (name, value) => {
    expect(() => toGuardianConfig({ guardians: many(1), threshold: 1, [name]: value })).toThrow(
      InvalidGuardianConfigError,
    );
  });

  test("behavior: no guardians with threshold 0 is a configuration", () => {
    expect(toGuardianConfig({ guardians: [], threshold: 0 }).commitments).toEqual([]);
  });
});

describe("sortApprovals", () => {
  test("behavior: strictly ascending by keccak256(signer), whatever the order before", () => {
    fc.assert(
      fc.property(approvals, fc.nat(), (sorted, seed) => {
        const shuffled = [...sorted].sort(
          (left, right) => ((seed ^ size(left.signature)) & 1) - (right.salt < left.salt ? 1 : 0),
        );
        const keys = sortApprovals(shuffled).map(({ signer }) => keccak256(signer));
        expect(keys.every((key, index) => index === 0 || key > (keys[index - 1] ?? ""))).toBe(true);
      }),
    );
  });

  test("error: S33: one signer twice, also with another salt", () => {
    const one = { signer: `0x${"ab".repeat(20)}` as Hex, salt: word("01"), signature: "0x" as Hex };
    expect(() => sortApprovals([one, { ...one, salt: word("02") }])).toThrow(InvalidGuardianError);
  });
});

describe("encodeRecoveryCall", () => {
  test("behavior: decodeRecoveryCall gives every call back", () => {
    fc.assert(
      fc.property(call, (value) => {
        expect(decodeRecoveryCall(encodeRecoveryCall(value))).toEqual(value);
      }),
    );
  });

  test("error: calldata that is cut, longer, or of another function is never read", () => {
    fc.assert(
      fc.property(call, (value) => {
        const data = encodeRecoveryCall(value);
        expect(() => decodeRecoveryCall(`${data}00`)).toThrow(UndecodableRecoveryCallError);
        if (size(data) > 4) {
          expect(() => decodeRecoveryCall(data.slice(0, -2) as Hex)).toThrow(UndecodableRecoveryCallError);
        }
      }),
    );
    for (const data of ["0x", "0x12345678", "0xb61d27f6"] as const) {
      expect(() => decodeRecoveryCall(data)).toThrow(UndecodableRecoveryCallError);
    }
  });
});

describe("hashRecoveryMessage", () => {
  test("behavior: S37: another account, chain list, nonce or deadline is another digest", () => {
    fc.assert(
      fc.property(startRecovery, address, address, (message, first, second) => {
        fc.pre(first !== second);
        const digest = hashRecoveryMessage(first, { primaryType: "StartRecovery", message });
        const others: readonly Hex[] = [
          hashRecoveryMessage(second, { primaryType: "StartRecovery", message }),
          hashRecoveryMessage(first, {
            primaryType: "StartRecovery",
            message: { ...message, nonce: message.nonce ^ 1n },
          }),
          hashRecoveryMessage(first, {
            primaryType: "StartRecovery",
            message: { ...message, chainIds: [...message.chainIds, 1n] },
          }),
          hashRecoveryMessage(first, {
            primaryType: "StartRecovery",
            message: { ...message, deadline: message.deadline === 0 ? 1 : message.deadline - 1 },
          }),
        ];
        expect(others).not.toContain(digest);
      }),
    );
  });

  test("behavior: a fixed vector", () => {
    const message = {
      newOwner: word("01"),
      ownerEpoch: 3n,
      configHash: word("02"),
      nonce: 4n,
      deadline: 1_800_000_000,
      chainIds: [1n, 31_337n],
    };
    expect(hashRecoveryMessage(account, { primaryType: "StartRecovery", message })).toMatchInlineSnapshot(
      `"0x6c766f9d963e95a093af706333acb5f375a35f20a4896d5a1b6eb7e7d1029954"`,
    );
    expect(
      hashGuardianConfig(toGuardianConfig({ guardians: [{ signer: account, salt: word("03") }], threshold: 1 }), 1n),
    ).toMatchInlineSnapshot(`"0x194d9a02b703ae035ee6b3f84311127f316483eaff3a44de54d345cfcb9703ac"`);
  });
});

describe("encodeWebAuthnSignature", () => {
  test("behavior: r, the lower s, and where challenge and type stand", () => {
    const secretKey = p256.utils.randomSecretKey();
    const clientDataJSON = '{"type":"webauthn.get","challenge":"abc","origin":"https://wallet.example"}';
    for (let index = 0; index < 8; index++) {
      const message = sha256(new Uint8Array([index]));
      const der = p256.sign(message, secretKey, { prehash: false, lowS: false, format: "der" });
      const encoded = encodeWebAuthnSignature({
        authenticatorData: new Uint8Array(37),
        clientDataJSON,
        signature: der,
      });
      const [r, s, challengeIndex, typeIndex, data, json] = decodeAbiParameters(
        [
          { type: "bytes32" },
          { type: "bytes32" },
          { type: "uint256" },
          { type: "uint256" },
          { type: "bytes" },
          { type: "string" },
        ],
        encoded,
      );
      expect(BigInt(s) <= p256.Point.Fn.ORDER / 2n).toBe(true);
      const compact = p256.Signature.fromHex(`${r.slice(2)}${s.slice(2)}`).toBytes();
      const options = { prehash: false, lowS: true };
      expect(p256.verify(compact, message, p256.getPublicKey(secretKey), options)).toBe(true);
      expect([challengeIndex, typeIndex, size(data), json]).toEqual([23n, 1n, 37, clientDataJSON]);
    }
  });

  test("error: a signature that is not DER, client data without a challenge", () => {
    const answer = {
      authenticatorData: new Uint8Array(37),
      clientDataJSON: '{"type":"x"}',
      signature: new Uint8Array(8),
    };
    expect(() => encodeWebAuthnSignature(answer)).toThrow("DER");
    const signature = p256.sign(new Uint8Array(32), p256.utils.randomSecretKey(), { format: "der" });
    expect(() => encodeWebAuthnSignature({ ...answer, signature })).toThrow("challenge");
  });
});
