import {
  type Address,
  concat,
  encodeAbiParameters,
  encodeFunctionData,
  type Hex,
  keccak256,
  numberToHex,
  parseAbiParameters,
  zeroHash,
} from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { hashUserOperation } from "../../contracts/support/userOperation.ts";
import { compile } from "./compile.ts";
import { deploy } from "./deploy.ts";
import type { Call, PeerKind } from "./types.ts";

/** OpenZeppelin's account with ERC-7913 signers: two ECDSA keys, both needed. */
export const openZeppelin: PeerKind = {
  name: "openzeppelin-2-of-2",
  async prepare(chain) {
    const contract = compile("OpenZeppelinAccount");
    const { abi } = contract("OpenZeppelinAccount");
    const factoryContract = contract("OpenZeppelinFactory");
    const factory = await deploy(chain, factoryContract);
    const encodeBatch = (calls: readonly Call[]): Hex =>
      encodeFunctionData({
        abi,
        functionName: "execute",
        args: [
          `0x01${"00".repeat(31)}`,
          encodeAbiParameters(parseAbiParameters("(address to, uint256 value, bytes data)[]"), [calls]),
        ],
      });
    return async (index) => {
      const owners = [2 * index + 1, 2 * index + 2]
        .map((key) => privateKeyToAccount(numberToHex(key, { size: 32 })))
        .sort((a, b) => (BigInt(keccak256(a.address)) < BigInt(keccak256(b.address)) ? -1 : 1));
      const signers = owners.map(({ address }) => address);
      const args = [signers, 2n, zeroHash];
      const sender = (await chain.client.readContract({
        abi: factoryContract.abi,
        address: factory,
        functionName: "getAddress",
        args,
      })) as Address;
      const createAccount = encodeFunctionData({ abi: factoryContract.abi, functionName: "createAccount", args });
      return {
        sender,
        initCode: concat([factory, createAccount]),
        encodeCall: (call) => encodeBatch([call]),
        encodeBatch,
        encodeShortBatch: encodeBatch,
        sign: async (userOp) => {
          const hash = hashUserOperation(userOp, chain.chainId);
          const signatures = await Promise.all(owners.map((owner) => owner.sign({ hash })));
          const signature = encodeAbiParameters(parseAbiParameters("bytes[], bytes[]"), [signers, signatures]);
          return { signature, random: concat(signatures) };
        },
      };
    };
  },
};
