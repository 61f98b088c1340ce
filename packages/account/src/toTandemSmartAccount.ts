import type { Rotation, SigningRequest } from "@tandem/protocol";
import {
  type Address,
  bytesToHex,
  type Chain,
  type Client,
  type Hex,
  type JsonRpcAccount,
  type LocalAccount,
  type NonceManager,
  type SignableMessage,
  size,
  stringToHex,
  type Transport,
} from "viem";
import {
  entryPoint09Abi,
  entryPoint09Address,
  type SmartAccount,
  type SmartAccountImplementation,
  toSmartAccount,
} from "viem/account-abstraction";
import { getBlock, getChainId } from "viem/actions";
import { encodeFactoryData } from "./address/encodeFactoryData.ts";
import { getAccountAddress } from "./address/getAccountAddress.ts";
import { decodeCalls } from "./calls/decodeCalls.ts";
import { encodeCalls } from "./calls/encodeCalls.ts";
import { wrapTypedDataSignature } from "./erc7739/wrapTypedDataSignature.ts";
import { InvalidSignatureLengthError } from "./errors.ts";
import { accountAbi, accountFactoryAbi } from "./generated/abi.ts";
import { tandemAddresses } from "./generated/addresses.ts";
import type { Validity } from "./signature/encodeSignature.ts";
import { stubSignature } from "./signature/stubSignature.ts";
import type { ThresholdSigner } from "./ThresholdSigner.ts";
import { formatTypedData, type TypedDataInput } from "./typedData/formatTypedData.ts";
import { formatUserOperation } from "./userOperation/formatUserOperation.ts";

export type ToTandemSmartAccountParameters = {
  readonly client: TandemSmartAccountImplementation["client"];
  readonly signer: ThresholdSigner;
  /** x coordinate of the first owner key; default: the signer's. Another one after a rotation. */
  readonly birthKey?: Hex;
  /** Hash of guardians chosen before creation; default none. */
  readonly configHash?: Hex;
  /** Default 0, the user's first account. */
  readonly salt?: Hex;
  /** Keys that replaced the birth key, oldest first. */
  readonly rotations?: readonly Rotation[];
  /** Default: the contracts of this version. */
  readonly addresses?: { readonly factory: Address; readonly core: Address };
  /** Bounds of the next operation; default: from a minute before the latest block to nine minutes after it. */
  readonly getValidity?: () => Promise<Validity>;
};

export type TandemSmartAccountImplementation = SmartAccountImplementation<
  typeof entryPoint09Abi,
  "0.9",
  {
    readonly abi: typeof accountAbi;
    readonly factory: { readonly abi: typeof accountFactoryAbi; readonly address: Address };
    readonly signer: ThresholdSigner;
  },
  false
>;

export type ToTandemSmartAccountReturnType = SmartAccount<TandemSmartAccountImplementation>;

type AccountClient = Client<Transport, Chain | undefined, JsonRpcAccount | LocalAccount | undefined>;

/**
 * A Tandem account for viem: EntryPoint 0.9, packed calls, ERC-7739 signatures, wrapped by ERC-6492 while the account has
 * no code. Works with viem's bundler client and permissionless' smart account client.
 *
 * Operations use the nonce sequence 0 unless a call names another `key`: a fresh sequence costs 17,100 gas more.
 *
 * @example
 * const account = await toTandemSmartAccount({ client, signer });
 * const bundlerClient = createBundlerClient({ account, client, transport: http(bundlerUrl) });
 * const hash = await bundlerClient.sendUserOperation({ calls: [{ to, value: 1n }] });
 */
export async function toTandemSmartAccount(
  parameters: ToTandemSmartAccountParameters,
): Promise<ToTandemSmartAccountReturnType> {
  const { client, signer, birthKey = signer.publicKey, configHash, salt, rotations } = parameters;
  const { factory, core } = parameters.addresses ?? tandemAddresses;
  const { getValidity = () => getDefaultValidity(client) } = parameters;
  const init = { birthKey, ...(configHash && { configHash }), ...(salt && { salt }) };
  const address = getAccountAddress({ factory, core, ...init });
  const factoryData = encodeFactoryData({ ...init, ...(rotations && { rotations }) });
  const sign = createChecked(signer);

  return toSmartAccount({
    client,
    entryPoint: { abi: entryPoint09Abi, address: entryPoint09Address, version: "0.9" },
    extend: { abi: accountAbi, factory: { abi: accountFactoryAbi, address: factory }, signer },
    nonceKeyManager: zeroNonceKey,
    getAddress: async () => address,
    getFactoryArgs: async () => ({ factory, factoryData }),
    encodeCalls: async (calls) => encodeCalls(calls),
    decodeCalls: async (data) => decodeCalls(data).calls,
    getStubSignature: async () => stubSignature,

    async signMessage({ message }) {
      const chainId = await getClientChainId(client);
      return sign({ kind: "message", chainId, message: toMessageHex(message) });
    },

    async signTypedData(definition) {
      // viem's generic definition is a TypedDataInput whose members depend on type parameters.
      const typedData = formatTypedData(definition as TypedDataInput);
      const signature52 = await sign({ kind: "typedData", chainId: await getClientChainId(client), typedData });
      return wrapTypedDataSignature({ signature52, typedData });
    },

    async signUserOperation({ chainId, ...userOperation }) {
      return sign({
        kind: "userOperation",
        chainId: chainId ?? (await getClientChainId(client)),
        entryPoint: entryPoint09Address,
        userOperation: formatUserOperation({ ...userOperation, sender: address }),
        ...(await getValidity()),
      });
    },
  });
}

/** The EntryPoint compares the bounds with block time, which local chains and rollups may hold back. */
async function getDefaultValidity(client: AccountClient): Promise<Validity> {
  const { timestamp } = await getBlock(client, { blockTag: "latest" });
  return { validAfter: Number(timestamp) - 60, validUntil: Number(timestamp) + 540 };
}

async function getClientChainId(client: AccountClient): Promise<number> {
  return client.chain?.id ?? getChainId(client);
}

function toMessageHex(message: SignableMessage): Hex {
  if (typeof message === "string") return stringToHex(message);
  return typeof message.raw === "string" ? message.raw : bytesToHex(message.raw);
}

function createChecked(signer: ThresholdSigner): (request: SigningRequest) => Promise<Hex> {
  return async (request) => {
    const signature = await signer.sign(request);
    const expected = request.kind === "userOperation" ? 64 : 52;
    if (size(signature) !== expected) throw new InvalidSignatureLengthError(`${expected}`, size(signature));
    return signature;
  };
}

/** viem asks this for the nonce's key where the caller names none; its own default is a new key every time. */
const zeroNonceKey: NonceManager = { consume: async () => 0, get: async () => 0, increment() {}, reset() {} };
