import { type Address, concat, encodeFunctionData, type Hex, numberToHex, pad } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { hashUserOperation } from "../../contracts/support/userOperation.ts";
import { compile } from "./compile.ts";
import { deploy } from "./deploy.ts";
import type { Call, PeerKind } from "./types.ts";

/** Solady's ERC4337 account: one ECDSA key. */
export const solady: PeerKind = {
  name: "solady",
  async prepare(chain) {
    const contract = compile("SoladyAccount");
    const { abi } = contract("SoladyAccount");
    const factoryContract = contract("SoladyFactory");
    const factory = await deploy(chain, factoryContract);
    const encodeBatch = (calls: readonly Call[]): Hex =>
      encodeFunctionData({
        abi,
        functionName: "executeBatch",
        args: [calls.map(({ to, value, data }) => ({ target: to, value, data }))],
      });
    return async (index) => {
      const owner = privateKeyToAccount(numberToHex(index + 1, { size: 32 }));
      const salt = pad(owner.address, { dir: "right", size: 32 });
      const sender = (await chain.client.readContract({
        abi: factoryContract.abi,
        address: factory,
        functionName: "getAddress",
        args: [salt],
      })) as Address;
      const createAccount = encodeFunctionData({
        abi: factoryContract.abi,
        functionName: "createAccount",
        args: [salt],
      });
      return {
        sender,
        initCode: concat([factory, createAccount]),
        encodeCall: ({ to, value, data }) =>
          encodeFunctionData({ abi, functionName: "execute", args: [to, value, data] }),
        encodeBatch,
        encodeShortBatch: encodeBatch,
        sign: async (userOp) => {
          const raw = hashUserOperation(userOp, chain.chainId);
          const signature = await owner.signMessage({ message: { raw } });
          return { signature, random: signature };
        },
      };
    };
  },
};
