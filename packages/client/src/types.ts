import type { ToTandemSmartAccountReturnType } from "@tandem/account";
import type {
  Account,
  Activity,
  Config,
  Decision,
  LogPromise,
  PreviewResponse,
  Receipt,
  Recovered,
  Rotation,
  SigningRequest,
} from "@tandem/protocol";
import type { Address, Hex, TypedDataDefinition } from "viem";
import type { AlarmActions } from "./alarms/index.ts";
import type { DeviceActions } from "./devices/index.ts";
import type { GuardianActions } from "./guardians/index.ts";
import type { Kit, KitActions } from "./kit/index.ts";
import type { ResolvedName } from "./names/index.ts";
import type { SealedDeviceExport } from "./offline/index.ts";
import type { PasskeyProvider } from "./passkeys/index.ts";
import type { PolicyActions } from "./policy/index.ts";
import type { RecoveryActions } from "./recovery/index.ts";
import type { RefreshActions } from "./refresh/index.ts";
import type { RotationActions } from "./rotation/index.ts";
import type { DeviceStorage } from "./storage/index.ts";
import type { SyncActions } from "./sync/index.ts";

/** What the co-signer would decide about a request now, without reserving anything. */
export type Preview = PreviewResponse;

/** What this device shows of an account without asking anybody: public data only. */
export type StoredAccount = {
  /** 16 bytes; also the passkey's user handle. */
  readonly accountId: Hex;
  readonly name: string;
  /** The same on every chain. */
  readonly address: Address;
  /** x coordinate of the current owner key (32 bytes, even y). */
  readonly publicKey: Hex;
  /** x coordinate of the key the address was made from. */
  readonly birthKey: Hex;
  readonly configHash: Hex;
  readonly salt: Hex;
  /** Keys that replaced the birth key, in order: what deploys the account. */
  readonly rotations: readonly Rotation[];
  /** Where guardians have made a key the owner since: that key, and those that followed it. */
  readonly recovered?: Recovered | undefined;
  /** Version of the shares, raised by a refresh. */
  readonly keyEpoch: number;
  /** Whether the co-signer keeps the sealed share, so that a synced passkey restores it elsewhere. */
  readonly hasVault: boolean;
  /** How the share on this device opens. */
  readonly unlock: "passkey" | "password";
  /** The key was dealt on this device: its other share is in the backup kit, and no service can sign with it. */
  readonly isSolo?: true | undefined;
  readonly createdAt: number;
};

/** The plain-text stages of a creation, in order. */
export type CreationStep = "passkey" | "key-1" | "key-2" | "sealing" | "verifying" | "done";

/** A creation this device began and has not finished. */
export type PendingCreation = {
  readonly accountId: Hex;
  readonly name: string;
  /** The step `createAccount` will continue with. */
  readonly step: CreationStep;
  /** True where the passkey gives no PRF value: `createAccount` needs a password. */
  readonly needsPassword: boolean;
  readonly createdAt: number;
};

export type CreateAccountParameters = {
  /** Shown by the passkey prompt and in the account list. 1 to 64 characters. */
  readonly name: string;
  /** How this device is listed, e.g. "Firefox on Linux". Default: "This device". */
  readonly deviceName?: string | undefined;
  /** Keep the sealed share at the co-signer too (default true), so that a synced passkey restores it. */
  readonly keepVault?: boolean | undefined;
  /** Only after {@link PasskeyPrfMissingError}: seals the share where the passkey cannot. */
  readonly password?: string | undefined;
  readonly onProgress?: ((step: CreationStep) => void) | undefined;
};

export type SignInStep = "passkey" | "opening" | "done";

export type SignInParameters = {
  readonly deviceName?: string | undefined;
  readonly onProgress?: ((step: SignInStep) => void) | undefined;
};

export type AccountParameters = { readonly accountId: Hex };
export type UnlockParameters = AccountParameters & { readonly password?: string | undefined };
export type GetActivityParameters = AccountParameters & { readonly cursor?: string | undefined };

export type GetDecisionsParameters = AccountParameters & { readonly cursor?: string | undefined };

/**
 * Whether a decision is in the tree that this device verified last: proven to be; not yet, because the log has to give it
 * a place or this device has to check anew; or without a proof although its time is over.
 */
export type DecisionProof = "proven" | "waiting" | "missing";
export type ProvenDecision = Decision & { readonly proof: DecisionProof };
export type ProvenDecisions = { readonly items: readonly ProvenDecision[]; readonly cursor?: string | undefined };

/**
 * What is wrong with the co-signer's audit log: another tree of the same size, a tree that does not begin with the one
 * seen before, a smaller one, a checkpoint that its key did not sign, a log under another name, or a decision that was
 * promised and is not in it.
 */
export type LogAlarmKind = "forked" | "rewritten" | "rolled-back" | "signature" | "other-log" | "promise-broken";

/** Stays until the last account leaves this device. Times in milliseconds since 1970. */
export type LogAlarm = {
  readonly id: string;
  readonly kind: LogAlarmKind;
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
  /** What proves it to others: signed notes (https://c2sp.org/tlog-checkpoint) and the promise. */
  readonly evidence: {
    /** The last checkpoint that was verified. */
    readonly known?: string | undefined;
    /** The one that was shown then. */
    readonly shown?: string | undefined;
    readonly leaf?: Hex | undefined;
    readonly promise?: LogPromise | undefined;
  };
};

/** Something that happened to the log and that its operator has declared: its database was restored from a backup. */
export type LogEvent = {
  readonly id: string;
  readonly kind: "restore";
  readonly seenAt: number;
  /** By the operator's clock. */
  readonly declaredAt: number;
  readonly keptEntries: number;
  readonly publishedEntries: number;
  /** Decisions promised to this device that were lost with it. */
  readonly lostLeaves: readonly Hex[];
  /** The signed record. */
  readonly note: string;
};

/** A tree of the log at the time this device saw it. */
export type LogPoint = { readonly size: number; readonly root: Hex; readonly seenAt: number };

export type LogStatus = {
  /** "alarm" for as long as one is written down; "unseen" before the first check. */
  readonly state: "unseen" | "verified" | "alarm";
  /** Names the log. */
  readonly origin?: string | undefined;
  /** Taken on trust: nothing before it was there to compare with. Everything later was verified against it. */
  readonly first?: LogPoint | undefined;
  readonly latest?: LogPoint | undefined;
  /** Decisions of this device that were found in the log. */
  readonly included: number;
  /** Decisions of this device that are still to be looked for. */
  readonly pending: number;
  /** Newest first. */
  readonly alarms: readonly LogAlarm[];
  readonly events: readonly LogEvent[];
};

/** One call the account makes. `value` in wei. */
export type Call = { readonly to: Address; readonly value?: bigint | undefined; readonly data?: Hex | undefined };

/** A UserOperation for EntryPoint v0.9 before it is signed. Amounts in wei, limits in gas. */
export type UnsignedUserOperation = {
  readonly sender: Address;
  readonly nonce: bigint;
  readonly factory?: Address | undefined;
  readonly factoryData?: Hex | undefined;
  readonly callData: Hex;
  readonly callGasLimit: bigint;
  readonly verificationGasLimit: bigint;
  readonly preVerificationGas: bigint;
  readonly maxFeePerGas: bigint;
  readonly maxPriorityFeePerGas: bigint;
  readonly paymaster?: Address | undefined;
  readonly paymasterVerificationGasLimit?: bigint | undefined;
  readonly paymasterPostOpGasLimit?: bigint | undefined;
  readonly paymasterData?: Hex | undefined;
};

export type PrepareOperationParameters = AccountParameters & {
  readonly chainId: number;
  readonly calls: readonly Call[];
  /** "sponsor" (default) asks the paymaster first and falls back to the account; "account" never asks. */
  readonly payer?: "sponsor" | "account" | undefined;
};

/** What the review screen shows and {@link TandemClient.confirmOperation} signs. Plain data: it survives structured clone. */
export type PreparedOperation = {
  readonly accountId: Hex;
  readonly chainId: number;
  readonly entryPoint: Address;
  readonly userOperation: UnsignedUserOperation;
  /** Seconds, chain time. */
  readonly validAfter: number;
  readonly validUntil: number;
  readonly userOpHash: Hex;
  /** What both shares sign: keccak256(TAG ‖ userOpHash ‖ validAfter ‖ validUntil). */
  readonly digest: Hex;
  readonly calls: readonly Call[];
  readonly fee: {
    /** The most this operation can cost. */
    readonly maxWei: bigint;
    readonly payer: "sponsor" | "account";
    /** The paymaster's address when sponsored. */
    readonly sponsor?: Address | undefined;
    /** Why the sponsor refused, when the account pays although sponsorship was asked for. */
    readonly refusal?: { readonly reason: string; readonly action: string; readonly code: string } | undefined;
  };
  /** What the co-signer would decide now: allow, confirm (rules to tick) or refuse (rules that say why). */
  readonly preview: Preview;
  /** 0, or one more than the unsent operation with the same nonce that this one replaces. */
  readonly attempt: number;
  /** Journal id of the operation this one replaces. */
  readonly replaces?: string | undefined;
  /** True where this operation also deploys the account. */
  readonly deploys: boolean;
  /** The chain's height when this was prepared: where to look for it on chain. */
  readonly blockNumber: bigint;
  /** Milliseconds by this device's clock; after it `confirmOperation` refuses and the UI prepares again. */
  readonly expiresAt: number;
};

export type OperationState = "prepared" | "confirming" | "co-signing" | "signed" | "sent" | "confirmed" | "failed";
export type OperationStatus = "confirming" | "co-signing" | "sending" | "sent" | "confirmed" | "failed";
/** `at` in milliseconds since 1970. */
export type OperationStatusEvent = { readonly id: string; readonly status: OperationStatus; readonly at: number };

/** Beside the passkey: a code of the app, or the backup kit with its own code, as it was typed. */
export type SecondFactor =
  | { readonly kind: "code"; readonly code: string }
  | { readonly kind: "kit"; readonly kit: Kit; readonly code: string };

export type ConfirmOperationParameters = {
  readonly prepared: PreparedOperation;
  /** Names of the rules the user ticked (`preview.rules` where the decision is "confirm"). */
  readonly confirmed?: readonly string[] | undefined;
  /** Where the preview refuses by rule `second-factor`. Never stored. */
  readonly secondFactor?: SecondFactor | undefined;
  readonly password?: string | undefined;
  readonly onStatus?: ((event: OperationStatusEvent) => void) | undefined;
  /** Return once sent; {@link TandemClient.resumeOperation} awaits the rest. Default "confirmed". */
  readonly until?: "sent" | "confirmed" | undefined;
};

/** How an operation ended (or, with `until: "sent"`, how far it got). */
export type OperationReceipt = {
  readonly id: string;
  readonly userOpHash: Hex;
  readonly status: "sent" | "confirmed" | "failed";
  readonly transactionHash?: Hex | undefined;
  readonly blockNumber?: bigint | undefined;
  /** Wei, as charged by the EntryPoint. */
  readonly actualGasCost?: bigint | undefined;
  /** For a failed one: what happened, for people. */
  readonly reason?: string | undefined;
  readonly decision?: Receipt | undefined;
};

/** One row of the journal that lets an operation go on after a reload. Holds no secret. */
export type JournalOperation = {
  readonly version: 1;
  /** The intent id: 32 random bytes drawn at Confirm, the same in every retry. */
  readonly id: Hex;
  readonly accountId: Hex;
  readonly chainId: number;
  readonly state: OperationState;
  readonly prepared: PreparedOperation;
  readonly confirmed: readonly string[];
  /** 64 bytes, once signed. */
  readonly signature?: Hex | undefined;
  readonly receipt?: OperationReceipt | undefined;
  /** The co-signer's decision, once signed. */
  readonly decision?: Receipt | undefined;
  /** Last failure, for people; the state says whether it is final. */
  readonly lastError?:
    | { readonly message: string; readonly action: string; readonly code?: string | undefined }
    | undefined;
  /** When each state was entered, milliseconds since 1970. */
  readonly times: Partial<Record<OperationState, number>>;
  readonly createdAt: number;
  readonly updatedAt: number;
};

export type ResumeOperationParameters = {
  readonly id: string;
  readonly secondFactor?: SecondFactor | undefined;
  readonly password?: string | undefined;
  readonly onStatus?: ((event: OperationStatusEvent) => void) | undefined;
  readonly until?: "sent" | "confirmed" | undefined;
};

export type SignMessageParameters = AccountParameters & {
  readonly chainId: number;
  /** Text, or raw bytes. */
  readonly message: string | { readonly raw: Hex };
  readonly confirmed?: readonly string[] | undefined;
  readonly password?: string | undefined;
};
export type SignTypedDataParameters = AccountParameters & {
  readonly chainId: number;
  readonly typedData: TypedDataDefinition;
  readonly confirmed?: readonly string[] | undefined;
  readonly password?: string | undefined;
};
export type PreviewRequestParameters = AccountParameters & { readonly request: SigningRequest };
export type ToSmartAccountParameters = AccountParameters & {
  readonly chainId: number;
  /** Names of rules the caller's user has ticked, asked for when the co-signer demands a confirm. */
  readonly confirm?: ((preview: Preview) => Promise<readonly string[]>) | undefined;
};

export type CreateTandemClientParameters = {
  /** Origin of the co-signer, e.g. `https://wallet.example` (its API is under `/v1`). */
  readonly baseUrl: string;
  readonly storage: DeviceStorage;
  readonly passkeys: PasskeyProvider;
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Milliseconds since 1970. */
  readonly now?: (() => number) | undefined;
  /** Cryptographically secure bytes. Default `crypto.getRandomValues`. */
  readonly randomBytes?: ((length: number) => Uint8Array<ArrayBuffer>) | undefined;
};

/** The device: every action a wallet's interface needs. All methods reject with a subclass of `BaseError`. */
export type TandemClient = DeviceActions &
  KitActions &
  PolicyActions &
  RefreshActions &
  RotationActions & {
    /** Chains, tokens and server keys; checked against the identity kept by this device. Cached for a minute. */
    getConfig(): Promise<Config>;
    listAccounts(): Promise<readonly StoredAccount[]>;
    getPendingCreation(): Promise<PendingCreation | undefined>;
    /** Forgets an unfinished creation; its passkey may be deleted by the user. */
    discardPendingCreation(): Promise<void>;
    /** Creates an account, or goes on with the unfinished creation of this device. */
    createAccount(parameters: CreateAccountParameters): Promise<StoredAccount>;
    /** Restores an account with a synced passkey. */
    signIn(parameters?: SignInParameters): Promise<StoredAccount>;
    /** This device's part as a file under a code of its own: kit and device export sign without passkey and server. */
    exportDevice(parameters: UnlockParameters): Promise<SealedDeviceExport>;
    /** Proves that the passkey (or password) still opens the share, and forgets it at once. */
    unlock(parameters: UnlockParameters): Promise<void>;
    getAccount(parameters: AccountParameters): Promise<Account>;
    getActivity(parameters: GetActivityParameters): Promise<Activity>;
    prepareOperation(parameters: PrepareOperationParameters): Promise<PreparedOperation>;
    confirmOperation(parameters: ConfirmOperationParameters): Promise<OperationReceipt>;
    listOperations(parameters: AccountParameters): Promise<readonly JournalOperation[]>;
    resumeOperation(parameters: ResumeOperationParameters): Promise<OperationReceipt>;
    /** Drops an operation that was never sent from the pending list. The next one replaces it. */
    discardOperation(parameters: { readonly id: string }): Promise<void>;
    /** Called when the journal changes, in this tab or another. Returns the unsubscribe function. */
    watchOperations(listener: (change: { readonly id: string; readonly accountId: Hex }) => void): () => void;
    previewRequest(parameters: PreviewRequestParameters): Promise<Preview>;
    signMessage(parameters: SignMessageParameters): Promise<Hex>;
    signTypedData(parameters: SignTypedDataParameters): Promise<Hex>;
    toSmartAccount(parameters: ToSmartAccountParameters): Promise<ToTandemSmartAccountReturnType>;
    /** What this device knows of the co-signer's audit log: alarms and events included. Asks nobody. */
    getLogStatus(): Promise<LogStatus>;
    /** Verifies the log now; done by itself after every confirmed operation. Rejects with LogAlarmError. */
    checkLog(): Promise<LogStatus>;
    /** What was decided about the account, each entry checked against its leaf and looked for in the verified log. */
    getDecisions(parameters: GetDecisionsParameters): Promise<ProvenDecisions>;
    /** Erases everything this device keeps of the account. The account itself stays. */
    removeAccount(parameters: AccountParameters): Promise<void>;
    /** The address that an ENS name has now, where a network of the wallet knows names. Rejects with NameLookupError. */
    resolveName(parameters: { readonly name: string }): Promise<ResolvedName>;
    /** What the owner is told, and where else to tell it. */
    readonly alarms: AlarmActions;
    /** Contacts, settings, labels, guardians and cards that all devices of an account share. */
    readonly sync: SyncActions;
    /** Guardians: the owner's side, and the side of somebody who guards. */
    readonly guardians: GuardianActions;
    /** Getting an account back with its guardians. */
    readonly recovery: RecoveryActions;
  };
