import {
  concat,
  encodeAbiParameters,
  encodeFunctionData,
  type Hex,
  numberToHex,
  parseAbiParameters,
  size,
  slice,
} from "viem";
import {
  accountAbi,
  executePackedBatchSelector,
  executePackedSelector,
} from "../../../packages/account/src/generated/abi.ts";
import { createOwner, type Owner } from "../../contracts/support/createOwner.ts";
import { deployAccounts, encodeInitCode, getAddress, initialData } from "../../contracts/support/deployAccounts.ts";
import { signRotation } from "../../contracts/support/signRotation.ts";
import { hashUserOperation } from "../../contracts/support/userOperation.ts";
import { validAfter, validUntil } from "./bounds.ts";
import type { Call, Peer, PeerKind, Signed } from "./types.ts";

const packCall = ({ to, value }: Call): Hex => concat([to, numberToHex(value, { size: 32 })]);

function toPeer(rest: Pick<Peer, "sender" | "initCode" | "sign">): Peer {
  return {
    ...rest,
    encodeCall: (call) => concat([executePackedSelector, packCall(call), call.data]),
    encodeBatch: (calls) =>
      encodeFunctionData({
        abi: accountAbi,
        functionName: "execute",
        args: [
          `0x01${"00".repeat(31)}`,
          encodeAbiParameters(parseAbiParameters("(address to, uint256 value, bytes data)[]"), [calls]),
        ],
      }),
    encodeShortBatch: (calls) =>
      concat([
        executePackedBatchSelector,
        ...calls.flatMap((call) => [packCall(call), numberToHex(size(call.data), { size: 4 }), call.data]),
      ]),
  };
}

type Form = (owner: Owner, userOpHash: Hex) => Signed;
const unbounded: Form = (owner, userOpHash) => toSigned(owner.sign(userOpHash));
const bounded: Form = (owner, userOpHash) => toSigned(owner.signBounded(userOpHash, validAfter, validUntil));
const toSigned = (signature: Hex): Signed => ({ signature, random: slice(signature, 0, 52) });

const createKind = (name: string, form: Form): PeerKind => ({
  name,
  async prepare(chain) {
    const deployment = await deployAccounts(chain);
    return async (index) => {
      const owner = createOwner(BigInt(index + 1));
      const data = initialData(owner);
      return toPeer({
        sender: await getAddress(deployment, data),
        initCode: encodeInitCode(deployment.factory, data),
        sign: async (userOp) => form(owner, hashUserOperation(userOp, chain.chainId)),
      });
    };
  },
});

/** The signature without validity bounds, like every peer's. */
export const tandem = createKind("tandem", unbounded);

/** The form that the co-signer demands: valid for minutes. */
export const tandemBounded = createKind("tandem-bounded", bounded);

/** Created with a rotation, so that its key is in storage and no more in its code. */
export const tandemRotated: PeerKind = {
  name: "tandem-rotated",
  async prepare(chain) {
    const deployment = await deployAccounts(chain);
    return async (index) => {
      const birth = createOwner(BigInt(index + 1));
      const owner = createOwner(BigInt(index + 1001));
      const data = initialData(birth);
      const sender = await getAddress(deployment, data);
      const rotation = signRotation({ account: sender, owner: birth, newOwner: owner, ownerEpoch: 0n });
      return toPeer({
        sender,
        initCode: encodeInitCode(deployment.factory, data, [rotation]),
        sign: async (userOp) => unbounded(owner, hashUserOperation(userOp, chain.chainId)),
      });
    };
  },
};
