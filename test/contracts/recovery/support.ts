import { p256 } from "@noble/curves/nist.js";
import {
  type Address,
  BaseError,
  bytesToHex,
  type ContractFunctionArgs,
  type ContractFunctionName,
  concat,
  decodeErrorResult,
  encodeAbiParameters,
  encodeFunctionData,
  type Hex,
  hashStruct,
  hashTypedData,
  hexToBytes,
  keccak256,
  numberToHex,
  sha256,
  stringToHex,
  zeroHash,
} from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { vi } from "vitest";
import { accountAbi } from "../../../packages/account/src/generated/abi.ts";
import { createOwner, type Owner } from "../support/createOwner.ts";
import {
  createAccount,
  type Deployment,
  deployAccounts,
  getAddress,
  initialData,
  type Rotation,
  signedOperation,
} from "../support/deployAccounts.ts";
import { recoveryDomain } from "../support/signRotation.ts";
import { handleOps, readSuccess } from "../support/userOperation.ts";

// The machine that runs this may be busy with more than one chain.
vi.setConfig({ testTimeout: 30_000 });

export const hours = 3600;
export const days = 24 * hours;
export const configWindow = 12 * hours;

export type GuardianConfig = {
  readonly threshold: number;
  readonly recoveryDelay: number;
  readonly recoveryWindow: number;
  readonly configDelay: number;
  readonly commitments: readonly Hex[];
};

/** An ERC-7913 signer with the salt of its commitment. */
export type Guardian = {
  readonly signer: Hex;
  readonly salt: Hex;
  readonly sign: (digest: Hex) => Promise<Hex>;
};

export type Approval = { readonly signer: Hex; readonly salt: Hex; readonly signature: Hex };

/** Structs that guardians and owners sign, as an independent reader of the specification writes them. */
export const recoveryTypes = {
  StartRecovery: [
    { name: "newOwner", type: "bytes32" },
    { name: "ownerEpoch", type: "uint64" },
    { name: "configHash", type: "bytes32" },
    { name: "nonce", type: "uint256" },
    { name: "deadline", type: "uint48" },
    { name: "chainIds", type: "uint256[]" },
  ],
  CancelRecovery: [
    { name: "recoveryHash", type: "bytes32" },
    { name: "nonce", type: "uint256" },
    { name: "deadline", type: "uint48" },
    { name: "chainIds", type: "uint256[]" },
  ],
  InstallOwner: [{ name: "newOwner", type: "bytes32" }],
  FirstGuardians: [{ name: "configHash", type: "bytes32" }],
} as const;

export type StartRecovery = {
  readonly newOwner: Hex;
  readonly ownerEpoch: bigint;
  readonly configHash: Hex;
  readonly nonce: bigint;
  readonly deadline: number;
  readonly chainIds: readonly bigint[];
};

export type CancelRecovery = {
  readonly recoveryHash: Hex;
  readonly nonce: bigint;
  readonly deadline: number;
  readonly chainIds: readonly bigint[];
};

export const ownerOf = (index: number): Owner => createOwner(BigInt(1000 + index));

/** A guardian with an ordinary key. */
export function createEoaGuardian(index: number, salt: Hex = saltOf(index)): Guardian {
  const account = privateKeyToAccount(numberToHex(5000 + index, { size: 32 }));
  return { signer: account.address.toLowerCase() as Hex, salt, sign: (hash) => account.sign({ hash }) };
}

/**
 * A guardian with a passkey: what an authenticator would sign for `digest` as challenge.
 * `flags` of the authenticator data: 0x01 user present, 0x04 user verified.
 */
export function createPasskeyGuardian(verifier: Address, index: number, flags: Hex = "0x05"): Guardian {
  const secretKey = hexToBytes(keccak256(numberToHex(7000 + index, { size: 32 })));
  const publicKey = p256.getPublicKey(secretKey, false).slice(1);
  return {
    signer: concat([verifier, bytesToHex(publicKey)]),
    salt: saltOf(index),
    sign: async (digest) => {
      const challenge = Buffer.from(hexToBytes(digest)).toString("base64url");
      const clientDataJSON = `{"type":"webauthn.get","challenge":"${challenge}","origin":"https://wallet.example"}`;
      // rpIdHash, flags, counter
      const authenticatorData = concat([sha256(stringToHex("wallet.example")), flags, "0x00000000"]);
      const message = concat([authenticatorData, sha256(stringToHex(clientDataJSON))]);
      const signature = p256.sign(hexToBytes(message), secretKey, { lowS: true });
      return encodeAbiParameters(
        [
          { type: "bytes32" },
          { type: "bytes32" },
          { type: "uint256" },
          { type: "uint256" },
          { type: "bytes" },
          { type: "string" },
        ],
        [
          bytesToHex(signature.slice(0, 32)),
          bytesToHex(signature.slice(32)),
          BigInt(clientDataJSON.indexOf('"challenge"')),
          BigInt(clientDataJSON.indexOf('"type"')),
          authenticatorData,
          clientDataJSON,
        ],
      );
    },
  };
}

/** A guardian with a threshold key. */
export function createFrostGuardian(verifier: Address, key: Owner, index: number): Guardian {
  return { signer: concat([verifier, key.publicKey]), salt: saltOf(index), sign: async (digest) => key.sign(digest) };
}

/** A guardian that is a contract; its owner signs. */
export function createContractGuardian(wallet: Address, index: number): Guardian {
  return { ...createEoaGuardian(index), signer: wallet.toLowerCase() as Hex };
}

export const saltOf = (index: number): Hex => keccak256(stringToHex(`salt ${index}`));

const commitmentOf = ({ signer, salt }: Pick<Guardian, "signer" | "salt">): Hex => keccak256(concat([signer, salt]));

export function toConfig(guardians: readonly Guardian[], overrides: Partial<GuardianConfig> = {}): GuardianConfig {
  return {
    threshold: Math.min(guardians.length, 2),
    recoveryDelay: 48 * hours,
    recoveryWindow: 7 * days,
    configDelay: 36 * hours,
    commitments: guardians.map(commitmentOf),
    ...overrides,
  };
}

export const hashConfig = (config: GuardianConfig, configEpoch: bigint): Hex =>
  keccak256(
    encodeAbiParameters(
      [
        { type: "uint64" },
        { type: "uint8" },
        { type: "uint48" },
        { type: "uint48" },
        { type: "uint48" },
        { type: "bytes32[]" },
      ],
      [
        configEpoch,
        config.threshold,
        config.recoveryDelay,
        config.recoveryWindow,
        config.configDelay,
        config.commitments,
      ],
    ),
  );

type FunctionName = ContractFunctionName<typeof accountAbi, "nonpayable" | "payable">;

export type Fixture = Awaited<ReturnType<typeof createFixture>>;

/** An account whose address holds `guardians`, and what a test does with it. */
export async function createFixture(parameters: {
  readonly guardians?: readonly Guardian[];
  readonly config?: GuardianConfig;
  readonly owner?: Owner;
  readonly deployment?: Deployment;
  readonly salt?: Hex;
  /** Rotations to create the account with, by anybody. */
  readonly rotations?: (account: Address) => readonly Rotation[];
}) {
  const { guardians = [], owner = ownerOf(0), salt = zeroHash } = parameters;
  const deployment = parameters.deployment ?? (await deployAccounts());
  const { chain, factory } = deployment;
  const config = parameters.config ?? toConfig(guardians);
  const configHash = config.commitments.length === 0 ? zeroHash : hashConfig(config, 1n);
  const data = initialData(owner, { configHash, salt });
  const account = await getAddress(deployment, data);
  await createAccount(deployment, data, parameters.rotations?.(account));

  let nonces = 1n; // unordered on chain: these only have to differ

  const now = async () => Number((await chain.client.getBlock()).timestamp);

  /** Calls the account as anybody; in a block of exactly that second, if `at` is given. Throws the account's error. */
  async function send<const Name extends FunctionName>(
    functionName: Name,
    args: ContractFunctionArgs<typeof accountAbi, "nonpayable" | "payable", Name>,
    at?: number,
  ) {
    const data = encodeFunctionData({ abi: accountAbi, functionName, args } as never);
    await simulate(functionName, args, at);
    if (at !== undefined) await chain.client.setNextBlockTimestamp({ timestamp: BigInt(at) });
    const hash = await chain.wallet.sendTransaction({ to: account, data, gas: 5_000_000n });
    return chain.client.waitForTransactionReceipt({ hash });
  }

  /** The same call without a transaction. A call sees the time of the block below it, so that block is made for it. */
  async function simulate<const Name extends FunctionName>(
    functionName: Name,
    args: ContractFunctionArgs<typeof accountAbi, "nonpayable" | "payable", Name>,
    at?: number,
  ): Promise<void> {
    const id = await chain.client.snapshot();
    try {
      if (at !== undefined) await mineAt(at);
      const data = encodeFunctionData({ abi: accountAbi, functionName, args } as never);
      await callAccount(chain, account, data);
    } finally {
      await chain.client.revert({ id });
    }
  }

  async function mineAt(timestamp: number): Promise<void> {
    await chain.client.setNextBlockTimestamp({ timestamp: BigInt(timestamp) });
    await chain.client.mine({ blocks: 1 });
  }

  /** Calls of the owner to the account, in one operation; false when it reverted. */
  async function sendAsOwner(calls: readonly Hex[], by: Owner = owner): Promise<boolean> {
    const callData = encodeFunctionData({
      abi: accountAbi,
      functionName: "execute",
      args: [
        "0x0100000000000000000000000000000000000000000000000000000000000000",
        encodeAbiParameters(
          [
            {
              type: "tuple[]",
              components: [{ type: "address" }, { type: "uint256" }, { type: "bytes" }],
            },
          ],
          [calls.map((call) => [account, 0n, call] as const)],
        ),
      ],
    });
    const userOp = await signedOperation(chain, by, { sender: account, callData });
    const [success] = readSuccess(await handleOps(chain, [userOp]));
    return success === true;
  }

  const current = (of: GuardianConfig = config) => ({ config: of, factory, salt });

  async function startRequest(overrides: Partial<StartRecovery> = {}): Promise<StartRecovery> {
    return {
      newOwner: ownerOf(1).publicKey,
      ownerEpoch: 0n,
      configHash,
      nonce: nonces++,
      deadline: (await now()) + 365 * days,
      chainIds: [BigInt(chain.chainId)],
      ...overrides,
    };
  }

  const proofOf = (newOwner: Owner, of: Address = account): Hex =>
    newOwner.sign(
      hashTypedData({
        domain: recoveryDomain(of),
        types: recoveryTypes,
        primaryType: "InstallOwner",
        message: { newOwner: newOwner.publicKey },
      }),
    );

  /** Starts a recovery with the approvals of `by`; overrides change what is signed. */
  async function start(
    by: readonly Guardian[],
    options: { readonly request?: Partial<StartRecovery>; readonly newOwner?: Owner; readonly at?: number } = {},
  ) {
    const newOwner = options.newOwner ?? ownerOf(1);
    const request = await startRequest({ newOwner: newOwner.publicKey, ...options.request });
    const approvals = await approve(account, by, { primaryType: "StartRecovery", message: request });
    await send("startRecovery", [request, proofOf(newOwner), current(), approvals], options.at);
    return request;
  }

  const pending = () =>
    chain.client.readContract({ abi: accountAbi, address: account, functionName: "pendingRecovery" });
  const read = <
    const Name extends "owner" | "ownerEpoch" | "guardianConfig" | "scheduledGuardians" | "scheduledUpgrade",
  >(
    functionName: Name,
  ) => chain.client.readContract({ abi: accountAbi, address: account, functionName });

  return {
    deployment,
    chain,
    account,
    owner,
    config,
    configHash,
    data,
    current,
    now,
    mineAt,
    send,
    simulate,
    sendAsOwner,
    startRequest,
    start,
    proofOf,
    pending,
    read,
  };
}

/** A call without a transaction; throws the name and arguments of the account's error. */
export async function callAccount(chain: Deployment["chain"], to: Address, data: Hex): Promise<void> {
  try {
    await chain.client.call({ to, data, account: chain.wallet.account });
  } catch (error) {
    // Hardhat words an error that it does not recognise in its own way, so the returned bytes are decoded here.
    // Hardhat words an error that it does not recognise in its own way, so the returned bytes are decoded here.
    const cause = error instanceof BaseError ? (error.walk() as { data?: { data?: Hex } }) : undefined;
    const revertData = cause?.data?.data;
    if (revertData === undefined) throw error;
    const { errorName, args } = decodeErrorResult({ abi: accountAbi, data: revertData });
    throw new Error(`${errorName}(${args?.join(", ")})`, { cause: error });
  }
}

export type RecoveryMessage =
  | { readonly primaryType: "StartRecovery"; readonly message: StartRecovery }
  | { readonly primaryType: "CancelRecovery"; readonly message: CancelRecovery };

const digestOf = (account: Address, message: RecoveryMessage): Hex =>
  hashTypedData({ domain: recoveryDomain(account), types: recoveryTypes, ...message });

export const structHashOf = ({ primaryType, message }: RecoveryMessage): Hex =>
  hashStruct({ types: recoveryTypes, primaryType, data: message as never });

/** Approvals of guardians, in the order the account wants. */
export async function approve(
  account: Address,
  guardians: readonly Guardian[],
  message: RecoveryMessage,
): Promise<readonly Approval[]> {
  const digest = digestOf(account, message);
  const approvals = await Promise.all(
    guardians.map(async ({ signer, salt, sign }) => ({ signer, salt, signature: await sign(digest) })),
  );
  return sortApprovals(approvals);
}

export const sortApprovals = (approvals: readonly Approval[]): readonly Approval[] =>
  [...approvals].sort((a, b) => (keccak256(a.signer) < keccak256(b.signer) ? -1 : 1));
