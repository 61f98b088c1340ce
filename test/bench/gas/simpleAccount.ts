import { createRequire } from "node:module";
import { type Abi, type Address, concat, encodeFunctionData, type Hex, numberToHex } from "viem";
import { entryPoint09Address } from "viem/account-abstraction";
import { privateKeyToAccount } from "viem/accounts";
import { hashUserOperation } from "../../contracts/support/userOperation.ts";
import { deploy } from "./deploy.ts";
import type { PeerKind } from "./types.ts";

const require = createRequire(import.meta.url);
const artifact = (name: string): { abi: Abi; bytecode: Hex } =>
  require(`@account-abstraction/contracts/artifacts/${name}.json`);

/** SimpleAccount of the EntryPoint's own repository, as published: one ECDSA key. */
export const simpleAccount: PeerKind = {
  name: "simple-account-0.9",
  async prepare(chain) {
    const { abi: factoryAbi, bytecode } = artifact("SimpleAccountFactory");
    const { abi } = artifact("SimpleAccount");
    const factory = await deploy(chain, { abi: factoryAbi, bytecode, args: [entryPoint09Address] });
    const encodeBatch = (calls: readonly { to: Address; value: bigint; data: Hex }[]): Hex =>
      encodeFunctionData({
        abi,
        functionName: "executeBatch",
        args: [calls.map(({ to, value, data }) => ({ target: to, value, data }))],
      });
    return async (index) => {
      const owner = privateKeyToAccount(numberToHex(index + 1, { size: 32 }));
      const sender = (await chain.client.readContract({
        abi: factoryAbi,
        address: factory,
        functionName: "getAddress",
        args: [owner.address, 0n],
      })) as Address;
      return {
        sender,
        initCode: concat([
          factory,
          encodeFunctionData({ abi: factoryAbi, functionName: "createAccount", args: [owner.address, 0n] }),
        ]),
        encodeCall: ({ to, value, data }) =>
          encodeFunctionData({ abi, functionName: "execute", args: [to, value, data] }),
        encodeBatch,
        encodeShortBatch: encodeBatch,
        sign: async (userOp) => {
          const signature = await owner.sign({ hash: hashUserOperation(userOp, chain.chainId) });
          return { signature, random: signature };
        },
      };
    };
  },
};
