import { accountAbi, accountFactoryAbi } from "@tandem/account";
import {
  type Address,
  getAddress,
  type Hex,
  isAddressEqual,
  keccak256,
  slice,
  stringToHex,
  toFunctionSelector,
} from "viem";
import type { Chain } from "../settlement/index.ts";
import type { RelayJobKind } from "../store/index.ts";

/** Nobody's address: data sent there is a note for everybody. Last 20 bytes of keccak256("tandem/log-checkpoint/v1"). */
export const checkpointBoard: Address = getAddress(slice(keccak256(stringToHex("tandem/log-checkpoint/v1")), 12));

const functionNames = {
  "first-guardians": "setFirstGuardians",
  rotation: "rotateOwner",
  "start-recovery": "startRecovery",
  "cancel-recovery": "cancelRecoveryByGuardians",
  "finalize-recovery": "finalizeRecovery",
} as const;

/**
 * What the relay account may call: functions of accounts that are open to anybody because signatures authorize them, the
 * factory, and the checkpoint board. Whether the target is an account is not asked: the call can do no harm elsewhere.
 *
 * @returns why it may not, or undefined.
 */
export function refuseRelayCall(
  chain: Pick<Chain, "core" | "entryPoint" | "factory" | "features" | "sponsorPaymaster">,
  { kind, target, data }: { readonly kind: RelayJobKind; readonly target: Address; readonly data: Hex },
): string | undefined {
  if (kind === "checkpoint") return isAddressEqual(target, checkpointBoard) ? undefined : "not-the-checkpoint-board";
  if (data.length < 10) return "not-allowed";
  const selector = slice(data, 0, 4);
  if (kind === "deployment") {
    const isDeployment =
      isAddressEqual(target, chain.factory) && selector === selectorOf(accountFactoryAbi, "createAccount");
    return isDeployment ? undefined : "not-a-deployment";
  }
  const { core, entryPoint, factory, features, sponsorPaymaster } = chain;
  if ([core, entryPoint, factory, features, sponsorPaymaster].some((own) => isAddressEqual(own, target))) {
    return "not-an-account";
  }
  const name = functionNames[kind];
  return name !== undefined && selector === selectorOf(accountAbi, name) ? undefined : "not-allowed";
}

type Abi = typeof accountAbi | typeof accountFactoryAbi;

function selectorOf(abi: Abi, name: string): Hex {
  const item = abi.find((entry) => entry.type === "function" && entry.name === name);
  if (item?.type !== "function") throw new TypeError(`The ABI has no ${name}.`);
  return toFunctionSelector(item);
}
