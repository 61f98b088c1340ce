import type {
  CancelRequestLink,
  CardChain,
  GuardianCard,
  RecoveryApprovalLink,
  RecoveryRequestLink,
} from "@tandem/protocol";
import type { EIP1193Provider, Hex } from "viem";
import type { GuardianKey, GuardianSet } from "../guardians/index.ts";
import type { Kit } from "../kit/index.ts";
import type { DeviceExport } from "../offline/index.ts";
import type { LocalUnlock, Wrap } from "../storage/index.ts";

/** A recovery that this device asked for. The new key's share is sealed; everything else is public. */
export type RecoveryRecord = {
  readonly version: 1;
  /** The request's recoveryHash. */
  readonly id: Hex;
  readonly request: RecoveryRequestLink;
  readonly accountId: Hex;
  readonly approvals: readonly RecoveryApprovalLink[];
  /** Undefined where the account on this device has the new key already, and asks for a further network. */
  readonly key?:
    | {
        /**
         * `solo`: dealt on this device because no service answered, the other share is in the kit. `service`: made with the
         * co-signer, which holds the other share.
         */
        readonly kind: "solo" | "service";
        readonly publicKey: Hex;
        readonly publicKeyPackage: Hex;
        readonly keyEpoch: number;
        readonly transcriptHash?: Hex | undefined;
        readonly sealedShare: Hex;
        readonly wraps: readonly Wrap[];
        readonly unlock: LocalUnlock;
        /** With a password: what it opens the share of a solo key together with. */
        readonly deviceKey?: CryptoKey | undefined;
        readonly credential: { readonly credentialId: string; readonly transports: readonly string[] };
      }
    | undefined;
  readonly createdAt: number;
  /** Whether the person has said that the kit of the new key is kept. */
  readonly isKitKept: boolean;
  /** No guardian is asked: the present key, which the service has no part of, signs `RotateOwner` to the new one. */
  readonly handsOver?:
    | {
        readonly accountId: Hex;
        readonly ownerSignature?: Hex | undefined;
        /** The account's, as far as this device or the kit knows them. */
        readonly guardians?: GuardianSet | undefined;
      }
    | undefined;
};

/** A transaction that anybody may send. */
export type RecoveryTransaction = {
  readonly chainId: number;
  readonly kind: "deploy" | "rotate" | "set-guardians" | "start" | "finalize" | "cancel";
  readonly to: Hex;
  readonly data: Hex;
};

/** What a guardian that is a contract sends itself: the account's deployment where it has no code, then its approval. */
export type ContractTransaction = Omit<RecoveryTransaction, "kind"> & { readonly kind: "approve" | "deploy" };

/** How a guardian that is a contract stands on one of a request's chains. */
export type ContractApproval = {
  readonly chainId: number;
  readonly chainName: string;
  /** False where the guardian has no code, or is an ordinary wallet. */
  readonly isContract: boolean;
  /** The account has its approval. */
  readonly isApproved: boolean;
  /** What it has to send, in this order; empty where it has approved, or cannot. */
  readonly transactions: readonly ContractTransaction[];
};

/** How a recovery stands on one chain. Times in Unix seconds by the chain's clock. */
export type RecoveryChainProgress = {
  readonly chainId: number;
  readonly chainName: string;
  /**
   * `collecting` approvals; `ready-to-start`: enough of them; `pending`: it waits, the owner can cancel; `ready`: anybody
   * may finish it; `done`; `expired`: nobody finished it in time; `replaced`: another recovery is pending; `cooling-down`:
   * the owner cancelled; `dead`: the account's key or guardians have changed since, or the request is too old. Of a
   * hand-over only `collecting`, `done` and `dead`.
   */
  readonly status:
    | "collecting"
    | "ready-to-start"
    | "pending"
    | "ready"
    | "done"
    | "expired"
    | "replaced"
    | "cooling-down"
    | "dead";
  /** How many of the given approvals count there. */
  readonly approvals: number;
  readonly readyAt?: number | undefined;
  readonly expiresAt?: number | undefined;
  readonly cooldownUntil?: number | undefined;
  readonly chainTime: number;
  /** What has to be sent next, in this order; empty where there is nothing to do. */
  readonly transactions: readonly RecoveryTransaction[];
};

/** How stopping a recovery stands on one chain. Times in Unix seconds by the chain's clock. */
export type CancelChainProgress = {
  readonly chainId: number;
  readonly chainName: string;
  /** `over`: the recovery is no longer there, whether it was stopped, replaced or finished. */
  readonly status: "collecting" | "ready" | "over";
  /** How many approvals stop it: the threshold, and no fewer than started it. */
  readonly needed: number;
  readonly readyAt?: number | undefined;
  readonly chainTime: number;
  readonly transactions: readonly RecoveryTransaction[];
};

export type RecoveryProgressReport = {
  readonly record: RecoveryRecord;
  readonly threshold: number;
  /** How many guardians have approved, as this device or the service knows. */
  readonly approvals: number;
  /** The service holds the account under the new key: this device may open it. */
  readonly isTakenOver: boolean;
  /** Those that answered, at least one. */
  readonly chains: readonly RecoveryChainProgress[];
  /** Names of those that did not. */
  readonly silentChains: readonly string[];
};

export type StartRecoveryStep = "passkey" | "key" | "sealing" | "done";

/** What a recovery has to know of an account: a guardian's card has it, and `findAccount` finds it by the address. */
export type RecoverableAccount = Pick<
  GuardianCard,
  | "accountName"
  | "address"
  | "birthKey"
  | "chains"
  | "config"
  | "configEpoch"
  | "configHash"
  | "core"
  | "factory"
  | "firstGuardiansSignature"
  | "rotations"
  | "salt"
>;

export type StartRecoveryParameters<account extends RecoverableAccount = RecoverableAccount> = {
  /** Any guardian's card of the account, or what was found by its address. */
  readonly card: account;
  /** How the guardians know who asks. */
  readonly requester: string;
  /** How this device is listed. */
  readonly deviceName?: string | undefined;
  /** Only after PasskeyPrfMissingError: seals the new share where the passkey cannot. */
  readonly password?: string | undefined;
  readonly onProgress?: ((step: StartRecoveryStep) => void) | undefined;
};

/** `opening` kit and device, then those of a new key, then `handing-over`. */
export type HandOverStep = StartRecoveryStep | "handing-over" | "opening";

export type HandOverParameters = {
  /** An account whose key was dealt on this device. */
  readonly accountId: Hex;
  /** Of that key. */
  readonly kit: Kit;
  readonly code: string;
  /** Where the share on this device opens by password. */
  readonly password?: string | undefined;
  /** Only after PasskeyPrfMissingError: seals the new share where the new passkey cannot. */
  readonly newPassword?: string | undefined;
  readonly deviceName?: string | undefined;
  readonly onProgress?: ((step: HandOverStep) => void) | undefined;
};

export type HandOverFilesParameters = Omit<HandOverParameters, "accountId" | "password"> & {
  /** Of the same key as the kit, from `parseDeviceExport`. */
  readonly deviceExport: DeviceExport;
  readonly deviceCode: string;
};

export type StartSoloRecoveryReturnType = {
  readonly record: RecoveryRecord;
  /** The kit with the new key's other share, as a file, and its code: shown once. */
  readonly kit: { readonly file: string; readonly fileName: string; readonly code: string };
};

/** `client.recovery`: needs no account on this device. */
export type RecoveryActions = {
  /** Asks for a recovery with a key made with the co-signer, which then does the rest. Three prompts. */
  start(parameters: StartRecoveryParameters): Promise<RecoveryRecord>;
  /**
   * Asks for a recovery with a key dealt on this device: for when no service answers. One prompt, two where the passkey
   * gives its PRF value only when it is used.
   */
  startSolo(parameters: StartRecoveryParameters<GuardianCard>): Promise<StartSoloRecoveryReturnType>;
  /** Finds an account by its address alone, where the service or the networks can say enough. @throws RecoveryLookupError */
  findAccount(parameters: { readonly address: string }): Promise<RecoverableAccount>;
  /**
   * Asks for the same new key on a network that a recovery of this account did not reach. No prompt. @throws
   * RecoveryRequestError where nobody guards the account there, or nobody can say who
   */
  askFurther(parameters: { readonly accountId: Hex; readonly chainId: number }): Promise<RecoveryRecord>;
  list(): Promise<readonly RecoveryRecord[]>;
  discard(parameters: { readonly id: Hex }): Promise<void>;
  /** The person has kept the kit. */
  keepKit(parameters: { readonly id: Hex }): Promise<RecoveryRecord>;
  /** The fragment of `<origin>/guardian/approve#…`. */
  formatRequest(parameters: { readonly request: RecoveryRequestLink }): Promise<string>;
  /** A request out of a link, its fragment, or a file; checked as far as it can be without a chain. */
  parseRequest(parameters: { readonly text: string }): Promise<RecoveryRequestLink>;
  /** Six words, 66 bits, that follow from the request: guardian and friend compare them by voice. */
  getWords(parameters: { readonly request: RecoveryRequestLink }): Promise<readonly string[]>;
  /** A guardian signs. Where the service knows the request it gets the approval; else the text goes back to who asked. */
  approve(parameters: {
    readonly request: RecoveryRequestLink;
    readonly card: GuardianCard;
    readonly key: GuardianKey;
  }): Promise<{ readonly approval: RecoveryApprovalLink; readonly text: string; readonly isSent: boolean }>;
  /** What a guardian that is a contract, such as a Safe, has to send to approve or stop, and whether it has. */
  readContractApprovals(parameters: {
    readonly request: CancelRequestLink | RecoveryRequestLink;
    readonly card: GuardianCard;
  }): Promise<readonly ContractApproval[]>;
  /** Its answer, once it has approved by that transaction. @throws RecoveryApprovalError (`not-on-chain`) */
  approveByContract(parameters: {
    readonly request: RecoveryRequestLink;
    readonly card: GuardianCard;
  }): Promise<{ readonly approval: RecoveryApprovalLink; readonly text: string; readonly isSent: boolean }>;
  /** Takes a guardian's approval on the device that asked. @throws RecoveryApprovalError */
  addApproval(parameters: { readonly id: Hex; readonly text: string }): Promise<RecoveryRecord>;
  /** A guardian's answer, checked as the account will check it, where this device did not ask. */
  checkApproval(parameters: {
    readonly request: RecoveryRequestLink;
    readonly text: string;
  }): Promise<RecoveryApprovalLink>;
  /** Guardians stop the recovery that is under way on a network: what they sign. @throws RecoveryRequestError */
  startCancel(parameters: { readonly card: GuardianCard; readonly chainId: number }): Promise<CancelRequestLink>;
  /** The fragment of `<origin>/guardian/stop#…`, with the approvals so far. */
  formatCancel(parameters: { readonly request: CancelRequestLink }): Promise<string>;
  /** A request to stop a recovery out of a link; every approval in it is checked. @throws RecoveryRequestError */
  parseCancel(parameters: { readonly text: string }): Promise<CancelRequestLink>;
  /** A guardian signs it with the key on its card. */
  approveCancel(parameters: {
    readonly request: CancelRequestLink;
    readonly card: GuardianCard;
    readonly key: GuardianKey;
  }): Promise<CancelRequestLink>;
  /** The same for a guardian that is a contract and has sent its transaction. */
  approveCancelByContract(parameters: {
    readonly request: CancelRequestLink;
    readonly card: GuardianCard;
  }): Promise<CancelRequestLink>;
  /** How many approvals each network asks for, and what has to be sent. */
  readCancelProgress(parameters: { readonly request: CancelRequestLink }): Promise<readonly CancelChainProgress[]>;
  /** Where it stands, read from the chains. */
  getProgress(parameters: { readonly id: Hex }): Promise<RecoveryProgressReport>;
  /** The same without a record: for a guardian who has the request and approvals. */
  readProgress(parameters: {
    readonly request: RecoveryRequestLink;
    readonly approvals: readonly RecoveryApprovalLink[];
  }): Promise<readonly RecoveryChainProgress[]>;
  /** Sends a transaction by somebody's own wallet, which pays. Resolves once it is in a block. */
  sendByWallet(parameters: {
    readonly request: { readonly chains: readonly CardChain[] };
    readonly transaction: RecoveryTransaction;
    readonly wallet: { readonly address: Hex; readonly provider: Pick<EIP1193Provider, "request"> };
  }): Promise<void>;
  /** Gives an account with a key of this device alone to a key made with the co-signer; `finish` comes after it. */
  handOver(parameters: HandOverParameters): Promise<RecoveryRecord>;
  /** The same for a key that is on no device: its kit and its device export are files. */
  handOverFiles(parameters: HandOverFilesParameters): Promise<RecoveryRecord>;
  /** Tells the service again what `handOver` has signed. */
  sendHandOver(parameters: { readonly id: Hex }): Promise<void>;
  /** Once the chain says that the new key owns the account: keeps it on this device. */
  finish(parameters: { readonly id: Hex }): Promise<void>;
};
