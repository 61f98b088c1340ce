import { type Address, type Client, concat, type Hex, hexToBigInt, keccak256, numberToHex } from "viem";
import { getStorageAt } from "viem/actions";

export type IsRecoveryApprovedParameters = {
  /** The account. */
  readonly address: Address;
  /** `hashRecoveryStruct` of a StartRecovery or CancelRecovery. */
  readonly structHash: Hex;
  /** The guardian. Only one that is an address can approve on chain. */
  readonly signer: Hex;
};

/** `approved`, the fifth slot of `AccountStorage.Recovery` (ERC-7201 namespace `tandem.recovery`). */
const approvedSlot = 0x7b31448870fb6ef212de48a72e5928b3b048881c24318af595777210321eda00n + 4n;

/**
 * Whether a guardian has approved a message on the client's chain by calling `approveRecovery` of the account: its
 * approval then counts there with an empty signature. The account has no function that says so, and its storage layout
 * never changes. False where the account has no code.
 */
export async function isRecoveryApproved(
  client: Client,
  { address, structHash, signer }: IsRecoveryApprovedParameters,
): Promise<boolean> {
  const ofMessage = keccak256(concat([structHash, numberToHex(approvedSlot, { size: 32 })]));
  const slot = keccak256(concat([keccak256(signer), ofMessage]));
  const word = await getStorageAt(client, { address, slot });
  return word !== undefined && hexToBigInt(word) !== 0n;
}
