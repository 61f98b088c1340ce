import { accountAbi } from "@tandem/account";
import type { Facts, GuardianConfig } from "@tandem/protocol";
import { type Address, getAbiItem, type Hex, type Log } from "viem";
import type { Chain } from "./connectChains.ts";

/** Something that an account says of itself. */
export type AccountEvent = {
  readonly kind: AccountEventKind;
  readonly address: Address;
  readonly transactionHash: Hex;
  readonly blockNumber: bigint;
  /** Counts the account's events inside the transaction: the same wherever the transaction ends up. */
  readonly ordinal: number;
  /** For the owner's alarm. Times in milliseconds. */
  readonly facts: Facts;
  /** Of a rotation or a finalized recovery. */
  readonly owner?: { readonly publicKey: Hex; readonly ownerEpoch: bigint } | undefined;
  /** Of guardians that took effect. */
  readonly applied?:
    | { readonly configEpoch: bigint; readonly configHash: Hex; readonly config: GuardianConfig }
    | undefined;
};

export type AccountEventKind =
  | "guardians-applied"
  | "guardians-cancelled"
  | "guardians-scheduled"
  | "owner-rotated"
  | "recovery-cancelled"
  | "recovery-finalized"
  | "recovery-started"
  | "upgrade-applied"
  | "upgrade-cancelled"
  | "upgrade-scheduled";

const abi = accountAbi;
const events = [
  getAbiItem({ abi, name: "GuardiansApplied" }),
  getAbiItem({ abi, name: "GuardiansCancelled" }),
  getAbiItem({ abi, name: "GuardiansScheduled" }),
  getAbiItem({ abi, name: "OwnerRotated" }),
  getAbiItem({ abi, name: "RecoveryCancelled" }),
  getAbiItem({ abi, name: "RecoveryFinalized" }),
  getAbiItem({ abi, name: "RecoveryStarted" }),
  getAbiItem({ abi, name: "UpgradeApplied" }),
  getAbiItem({ abi, name: "UpgradeCancelled" }),
  getAbiItem({ abi, name: "UpgradeScheduled" }),
] as const;

type EventLog = Log<bigint, number, false, undefined, true, typeof events>;

/** Events of accounts in blocks `from` to `to`, whoever's accounts they are. Addresses come out lowercase. */
export async function readAccountEvents(
  { client, chainId }: Chain,
  from: bigint,
  to: bigint,
): Promise<readonly AccountEvent[]> {
  if (from > to) return [];
  const logs = await client.getLogs({ fromBlock: from, toBlock: to, events, strict: true });
  const counts = new Map<string, number>();
  return logs.map((log) => {
    const address = log.address.toLowerCase() as Address; // lowercasing keeps it an address
    const place = `${address} ${log.transactionHash}`;
    const ordinal = counts.get(place) ?? 0;
    counts.set(place, ordinal + 1);
    const { transactionHash, blockNumber } = log;
    const described = describe(log);
    const facts = { chainId, transactionHash, ...described.facts };
    return { ...described, address, transactionHash, blockNumber, ordinal, facts };
  });
}

type Described = Pick<AccountEvent, "applied" | "facts" | "kind" | "owner">;

function describe({ eventName, args }: EventLog): Described {
  switch (eventName) {
    case "OwnerRotated": {
      const { newOwner, ownerEpoch } = args;
      const facts = { newOwner, ownerEpoch: Number(ownerEpoch) };
      return { kind: "owner-rotated", facts, owner: { publicKey: newOwner, ownerEpoch } };
    }
    case "RecoveryFinalized": {
      const { newOwner, ownerEpoch, recoveryHash } = args;
      const facts = { newOwner, ownerEpoch: Number(ownerEpoch), recoveryHash };
      return { kind: "recovery-finalized", facts, owner: { publicKey: newOwner, ownerEpoch } };
    }
    case "RecoveryStarted": {
      const { newOwner, recoveryHash, approvals, readyAt, expiresAt } = args;
      const times = { readyAt: readyAt * 1000, expiresAt: expiresAt * 1000 };
      return { kind: "recovery-started", facts: { newOwner, recoveryHash, approvals, ...times } };
    }
    case "RecoveryCancelled": {
      const { recoveryHash, cooldownUntil } = args;
      return { kind: "recovery-cancelled", facts: { recoveryHash, cooldownUntil: cooldownUntil * 1000 } };
    }
    case "GuardiansScheduled": {
      const { configHash, config, readyAt, expiresAt } = args;
      const counts = { guardians: config.commitments.length, threshold: config.threshold };
      const facts = { configHash, ...counts, readyAt: readyAt * 1000, expiresAt: expiresAt * 1000 };
      return { kind: "guardians-scheduled", facts };
    }
    case "GuardiansApplied": {
      const { configEpoch, configHash, config } = args;
      const facts = { configHash, guardians: config.commitments.length, threshold: config.threshold };
      const applied = { configEpoch, configHash, config: { ...config, commitments: [...config.commitments] } };
      return { kind: "guardians-applied", facts, applied };
    }
    case "GuardiansCancelled":
      return { kind: "guardians-cancelled", facts: { configHash: args.configHash } };
    case "UpgradeScheduled": {
      const { implementation, readyAt, expiresAt } = args;
      const facts = { implementation, readyAt: readyAt * 1000, expiresAt: expiresAt * 1000 };
      return { kind: "upgrade-scheduled", facts };
    }
    case "UpgradeApplied":
      return { kind: "upgrade-applied", facts: { implementation: args.implementation } };
    case "UpgradeCancelled":
      return { kind: "upgrade-cancelled", facts: { scheduleHash: args.scheduleHash } };
  }
}
