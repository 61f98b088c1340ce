import { type Address, concat, encodeFunctionData, hexToBigInt, numberToHex } from "viem";
import { createOwner } from "../../contracts/support/createOwner.ts";
import { hashUserOperation } from "../../contracts/support/userOperation.ts";
import { compile } from "./compile.ts";
import { deploy } from "./deploy.ts";
import type { PeerKind } from "./types.ts";

/** The least that an account with a threshold key can be. It has no batch. */
export const floor: PeerKind = {
  name: "floor",
  async prepare(chain) {
    const contract = compile("FloorAccount")("FloorFactory");
    const factory = await deploy(chain, contract);
    return async (index) => {
      const owner = createOwner(BigInt(index + 1));
      const args = [hexToBigInt(owner.publicKey)];
      const sender = (await chain.client.readContract({
        abi: contract.abi,
        address: factory,
        functionName: "getAddress",
        args,
      })) as Address;
      return {
        sender,
        initCode: concat([factory, encodeFunctionData({ abi: contract.abi, functionName: "createAccount", args })]),
        encodeCall: ({ to, value, data }) => concat(["0x00000017", to, numberToHex(value, { size: 32 }), data]),
        sign: async (userOp) => {
          const signature = owner.sign(hashUserOperation(userOp, chain.chainId));
          return { signature, random: signature };
        },
      };
    };
  },
};
