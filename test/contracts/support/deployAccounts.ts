import { type Address, concat, encodeFunctionData, type Hex, parseEther, zeroHash } from "viem";
import { entryPoint09Abi, entryPoint09Address, type PackedUserOperation } from "viem/account-abstraction";
import { accountFactoryAbi } from "../../../packages/account/src/generated/abi.ts";
import { type Chain, createChain } from "./createChain.ts";
import type { Owner } from "./createOwner.ts";
import { hashUserOperation, packUserOperation } from "./userOperation.ts";

export type Deployment = Awaited<ReturnType<typeof deployAccounts>>;

/** A change of owner, as the factory takes it. */
export type Rotation = { readonly newOwner: Hex; readonly proof: Hex; readonly ownerSignature: Hex };

/** What the address of an account is made of. */
export type InitialData = { readonly owner: Hex; readonly configHash: Hex; readonly salt: Hex };

export const initialData = (owner: Owner, overrides: Partial<InitialData> = {}): InitialData => ({
  owner: owner.publicKey,
  configHash: zeroHash,
  salt: zeroHash,
  ...overrides,
});

/** Features, core and factory on a chain of their own, or on `chain`. */
export async function deployAccounts(chain?: Chain) {
  const on = chain ?? (await createChain());
  const features = await on.viem.deployContract("AccountFeatures", [entryPoint09Address]);
  const core = await on.viem.deployContract("AccountCore", [features.address]);
  const factory = await on.viem.deployContract("AccountFactory", [core.address]);
  return { chain: on, features: features.address, core: core.address, factory: factory.address };
}

export const encodeCreateAccount = (data: InitialData, rotations: readonly Rotation[] = []): Hex =>
  encodeFunctionData({
    abi: accountFactoryAbi,
    functionName: "createAccount",
    args: [data.owner, data.configHash, data.salt, rotations],
  });

/** The address that the factory answers. */
export function getAddress({ chain, factory }: Deployment, data: InitialData): Promise<Address> {
  return chain.client.readContract({
    abi: accountFactoryAbi,
    address: factory,
    functionName: "getAddress",
    args: [data.owner, data.configHash, data.salt],
  });
}

/** Creates an account by a direct call of the factory, funded here and at the EntryPoint. */
export async function createAccount(
  deployment: Deployment,
  data: InitialData,
  rotations: readonly Rotation[] = [],
): Promise<Address> {
  const { chain, factory } = deployment;
  const account = await getAddress(deployment, data);
  const hash = await chain.wallet.sendTransaction({ to: factory, data: encodeCreateAccount(data, rotations) });
  await chain.client.waitForTransactionReceipt({ hash });
  await fundAccount(chain, account);
  return account;
}

export async function fundAccount(chain: Chain, account: Address): Promise<void> {
  await chain.client.setBalance({ address: account, value: parseEther("10") });
  await chain.wallet.writeContract({
    abi: entryPoint09Abi,
    address: entryPoint09Address,
    functionName: "depositTo",
    args: [account],
    value: parseEther("10"),
  });
}

/** An operation of `account` with its current nonce, signed in the 52-byte form. */
export async function signedOperation(
  chain: Chain,
  owner: Owner,
  fields: Parameters<typeof packUserOperation>[0],
): Promise<PackedUserOperation> {
  const nonce = await chain.client.readContract({
    abi: entryPoint09Abi,
    address: entryPoint09Address,
    functionName: "getNonce",
    args: [fields.sender, 0n],
  });
  const userOp = packUserOperation({ nonce, ...fields });
  return { ...userOp, signature: owner.sign(hashUserOperation(userOp, chain.chainId)) };
}

export const encodeInitCode = (factory: Address, data: InitialData, rotations: readonly Rotation[] = []): Hex =>
  concat([factory, encodeCreateAccount(data, rotations)]);
