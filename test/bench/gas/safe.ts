import { createRequire } from "node:module";
import {
  type Abi,
  type Address,
  concat,
  encodeFunctionData,
  getContractAddress,
  type Hex,
  hexToBigInt,
  keccak256,
  numberToHex,
  pad,
  size,
  slice,
  zeroAddress,
} from "viem";
import { entryPoint09Address, type PackedUserOperation } from "viem/account-abstraction";
import { type PrivateKeyAccount, privateKeyToAccount } from "viem/accounts";
import type { Chain } from "../../contracts/support/createChain.ts";
import { deploy } from "./deploy.ts";
import type { Call, PeerKind } from "./types.ts";

const require = createRequire(import.meta.url);
type Artifact = { readonly abi: Abi; readonly bytecode: Hex };
const safeArtifact = (path: string): Artifact =>
  require(`@safe-global/safe-contracts/build/artifacts/contracts/${path}.json`);
const moduleArtifact = (name: string): Artifact =>
  require(`@safe-global/safe-4337/build/artifacts/contracts/${name}.sol/${name}.json`);

const noBounds: Hex = `0x${"00".repeat(12)}`;
const safeOpTypes = {
  SafeOp: [
    { name: "safe", type: "address" },
    { name: "nonce", type: "uint256" },
    { name: "initCode", type: "bytes" },
    { name: "callData", type: "bytes" },
    { name: "verificationGasLimit", type: "uint128" },
    { name: "callGasLimit", type: "uint128" },
    { name: "preVerificationGas", type: "uint256" },
    { name: "maxPriorityFeePerGas", type: "uint128" },
    { name: "maxFeePerGas", type: "uint128" },
    { name: "paymasterAndData", type: "bytes" },
    { name: "validAfter", type: "uint48" },
    { name: "validUntil", type: "uint48" },
    { name: "entryPoint", type: "address" },
  ],
} as const;

/** Safe 1.4.1 with its ERC-4337 module 0.3.0: two ECDSA owners, both needed. */
export const safe: PeerKind = {
  name: "safe-1.4.1-2-of-2",
  async prepare(chain) {
    const safeContract = safeArtifact("Safe.sol/Safe");
    const factoryContract = safeArtifact("proxies/SafeProxyFactory.sol/SafeProxyFactory");
    const moduleContract = moduleArtifact("Safe4337Module");
    const singleton = await deploy(chain, safeContract);
    const factory = await deploy(chain, factoryContract);
    const multiSend = await deploy(chain, safeArtifact("libraries/MultiSend.sol/MultiSend"));
    const module = await deploy(chain, { ...moduleContract, args: [entryPoint09Address] });
    const setup = await deploy(chain, moduleArtifact("SafeModuleSetup"));
    const proxyCode = (await chain.client.readContract({
      abi: factoryContract.abi,
      address: factory,
      functionName: "proxyCreationCode",
    })) as Hex;

    const execute = (to: Address, value: bigint, data: Hex, operation: 0 | 1): Hex =>
      encodeFunctionData({
        abi: moduleContract.abi,
        functionName: "executeUserOp",
        args: [to, value, data, operation],
      });
    const encodeBatch = (calls: readonly Call[]): Hex => {
      const packed = calls.map(({ to, value, data }) =>
        concat(["0x00", to, numberToHex(value, { size: 32 }), numberToHex(size(data), { size: 32 }), data]),
      );
      const { abi } = safeArtifact("libraries/MultiSend.sol/MultiSend");
      return execute(multiSend, 0n, encodeFunctionData({ abi, functionName: "multiSend", args: [concat(packed)] }), 1);
    };

    return async (index) => {
      const owners = [2 * index + 1, 2 * index + 2]
        .map((key) => privateKeyToAccount(numberToHex(key, { size: 32 })))
        .sort((a, b) => (hexToBigInt(a.address) < hexToBigInt(b.address) ? -1 : 1));
      const enableModules = encodeFunctionData({
        abi: moduleArtifact("SafeModuleSetup").abi,
        functionName: "enableModules",
        args: [[module]],
      });
      const initializer = encodeFunctionData({
        abi: safeContract.abi,
        functionName: "setup",
        args: [owners.map(({ address }) => address), 2n, setup, enableModules, module, zeroAddress, 0n, zeroAddress],
      });
      const createProxy = encodeFunctionData({
        abi: factoryContract.abi,
        functionName: "createProxyWithNonce",
        args: [singleton, initializer, 0n],
      });
      return {
        sender: getContractAddress({
          opcode: "CREATE2",
          from: factory,
          salt: keccak256(concat([keccak256(initializer), numberToHex(0n, { size: 32 })])),
          bytecode: concat([proxyCode, pad(singleton)]),
        }),
        initCode: concat([factory, createProxy]),
        encodeCall: ({ to, value, data }) => execute(to, value, data, 0),
        encodeBatch,
        encodeShortBatch: encodeBatch,
        sign: async (userOp) => {
          const random = concat(await Promise.all(owners.map((owner) => signSafeOp(chain, module, owner, userOp))));
          return { signature: concat([noBounds, random]), random };
        },
      };
    };
  },
};

function signSafeOp(
  chain: Chain,
  module: Address,
  owner: PrivateKeyAccount,
  userOp: PackedUserOperation,
): Promise<Hex> {
  const half = (word: Hex, at: 0 | 16): bigint => hexToBigInt(slice(word, at, at + 16));
  return owner.signTypedData({
    domain: { chainId: chain.chainId, verifyingContract: module },
    types: safeOpTypes,
    primaryType: "SafeOp",
    message: {
      safe: userOp.sender,
      nonce: userOp.nonce,
      initCode: userOp.initCode,
      callData: userOp.callData,
      verificationGasLimit: half(userOp.accountGasLimits, 0),
      callGasLimit: half(userOp.accountGasLimits, 16),
      preVerificationGas: userOp.preVerificationGas,
      maxPriorityFeePerGas: half(userOp.gasFees, 0),
      maxFeePerGas: half(userOp.gasFees, 16),
      paymasterAndData: userOp.paymasterAndData,
      validAfter: 0,
      validUntil: 0,
      entryPoint: entryPoint09Address,
    },
  });
}
