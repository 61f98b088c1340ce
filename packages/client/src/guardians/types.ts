import type { CurrentGuardianConfig, GuardianConfig, Recovery } from "@tandem/account";
import type { GuardianCard, GuardianInvite, PublicGuardianInvite, Wait } from "@tandem/protocol";
import type { Address, EIP1193Provider, Hex } from "viem";
import type { AccountParameters, Call } from "../types.ts";

/** A guardian as this device knows it. */
export type GuardianEntry = {
  /** How the owner calls the person. */
  readonly name: string;
  /** ERC-7913: an address, or verifier ‖ key. */
  readonly signer: Hex;
  /** 32 random bytes of its commitment. */
  readonly salt: Hex;
  /** Of a guardian that accepted by link: its card goes there. */
  readonly inviteId?: string | undefined;
  /** Of a passkey. */
  readonly credentialId?: string | undefined;
  readonly addedAt: number;
};

/** A configuration with the people behind it. */
export type GuardianSet = {
  readonly config: GuardianConfig;
  readonly configEpoch: number;
  readonly members: readonly GuardianEntry[];
  /** 52 bytes over `FirstGuardians`, where it was set by signature. */
  readonly ownerSignature?: Hex | undefined;
};

/** What this device keeps of an account's guardians. Public but for who guards whom. */
export type GuardianBook = {
  readonly version: 1;
  readonly accountId: Hex;
  /** In force, as far as this device knows. */
  readonly current?: GuardianSet | undefined;
  /** Scheduled on chain, or about to be. */
  readonly next?: GuardianSet | undefined;
  /** Being put together. */
  readonly draft: readonly GuardianEntry[];
  /** The card that each guardian was given last, by signer: the hash of the configuration on it, and when. */
  readonly given?: Readonly<Record<string, { readonly configHash: Hex; readonly at: number }>> | undefined;
};

/** A guardian's own side: what its browser keeps to find the card again. */
export type GuardianCardRecord = {
  readonly version: 1;
  readonly card: GuardianCard;
  readonly savedAt: number;
  /** The account of this device whose other devices had it: it leaves with that account. */
  readonly sharedBy?: Hex | undefined;
};

/** `old`: a card of an earlier list or threshold; it may not count when it is needed. */
export type GuardianCardState = "current" | "old" | "none";

/** Where the guardians of an account stand on a chain. Times in Unix seconds, by the chain's clock. */
export type GuardianState = {
  readonly book: GuardianBook;
  readonly isDeployed: boolean;
  /**
   * `none`; `signed`: the present key signed, the chain does not have it yet (it is installed with the account, or when the
   * service gets to it); `active`; `unknown`: the chain has a configuration that this device does not know.
   */
  readonly status: "none" | "signed" | "active" | "unknown";
  /**
   * The key has changed since the first guardians were signed, and a chain that does not have them will not take them: this
   * one, or one that is used later. `signAgain` mends it.
   */
  readonly needsSigning: boolean;
  readonly scheduled:
    | {
        readonly configHash: Hex;
        readonly readyAt: number;
        readonly expiresAt: number;
        /** Whether this device knows whom it names. */
        readonly isKnown: boolean;
      }
    | undefined;
  readonly chainTime: number;
  /** Hash of the configuration that this device has as the one in force. */
  readonly currentHash: Hex | undefined;
  /** Which card each guardian in force holds, by signer, as far as the owner's devices know. */
  readonly cards: Readonly<Record<string, GuardianCardState>>;
};

/** The key a guardian answers with. */
export type GuardianKey =
  | { readonly kind: "wallet"; readonly address: Address; readonly provider: Pick<EIP1193Provider, "request"> }
  | { readonly kind: "passkey"; readonly signer: Hex; readonly credentialId: string };

export type GuardianParameters = AccountParameters & { readonly chainId: number };

export type AddGuardianParameters = AccountParameters &
  Pick<GuardianEntry, "credentialId" | "inviteId" | "name" | "signer">;

export type SetFirstGuardiansParameters = GuardianParameters & {
  readonly threshold: number;
  /** Names of the rules the user ticked. */
  readonly confirmed?: readonly string[] | undefined;
  readonly password?: string | undefined;
};

export type SignFirstAgainParameters = Omit<SetFirstGuardiansParameters, "confirmed" | "threshold">;

export type GuardianChange = {
  /** For `prepareOperation`. */
  readonly calls: readonly Call[];
  /** To keep before the operation is confirmed, so that what it schedules is known whatever happens then. */
  readonly next: GuardianSet;
};

/** A wait that was begun for the list as it stands, and how many of them are needed. */
export type GuardianWait = { readonly wait: Wait; readonly threshold: number };

/** Something that happened to a guarded account. `at` in Unix seconds by the chain's clock. */
export type GuardedEvent = {
  readonly kind:
    | "recovery-started"
    | "recovery-cancelled"
    | "recovery-finalized"
    | "guardians-scheduled"
    | "guardians-cancelled"
    | "guardians-changed"
    | "key-changed"
    | "code-scheduled";
  readonly at: number;
  readonly transactionHash: Hex;
};

/** How a guarded account stands on one chain, read there. Times in Unix seconds by the chain's clock. */
export type GuardedChain = {
  readonly chainId: number;
  readonly chainName: string;
  readonly chainTime: number;
  readonly isDeployed: boolean;
  /** `current`: the guardian on the card counts now; `old`: the list has changed; `waiting`: it is not on the chain yet. */
  readonly card: "current" | "old" | "waiting";
  /** The guardian is a contract there, such as a Safe: only a wallet that signs in its name gives its signature. */
  readonly guardianIsContract: boolean;
  readonly recovery: Recovery | undefined;
  /** No recovery may start before. */
  readonly cooldownUntil: number | undefined;
  /** Another list of guardians is about to take its place. */
  readonly scheduled: { readonly readyAt: number; readonly expiresAt: number } | undefined;
  /** Newest first; undefined where the network does not tell. */
  readonly events: readonly GuardedEvent[] | undefined;
};

/** `client.guardians`: the owner's side needs the account on this device, the guardian's side no account at all. */
export type GuardianActions = {
  /** The book and where it stands on chain; brings both up to date. */
  getState(parameters: GuardianParameters): Promise<GuardianState>;
  /** An invite; its link is `<origin>/guardian/accept#<inviteId>`. */
  invite(parameters: AccountParameters & { readonly name: string }): Promise<GuardianInvite>;
  listInvites(parameters: AccountParameters): Promise<readonly GuardianInvite[]>;
  withdrawInvite(parameters: AccountParameters & { readonly inviteId: string }): Promise<void>;
  /** Puts a guardian into the draft after the account's own checks. */
  add(parameters: AddGuardianParameters): Promise<GuardianBook>;
  /** Takes a guardian out of the draft. */
  remove(parameters: AccountParameters & { readonly signer: Hex }): Promise<GuardianBook>;
  /** Makes the draft the guardians in force again, so that a change starts from them. */
  resetDraft(parameters: AccountParameters): Promise<GuardianBook>;
  /** Where the account is older than a day: begins the wait. One prompt. */
  requestFirst(parameters: AccountParameters & { readonly threshold: number }): Promise<Wait>;
  /** Of these waits, the one that was begun for the draft as it stands now, on whichever device: first guardians or a change. */
  findWait(parameters: GuardianParameters & { readonly waits: readonly Wait[] }): Promise<GuardianWait | undefined>;
  /** The owner signs the draft as the first guardians, and everybody gets a card. One prompt. */
  setFirst(parameters: SetFirstGuardiansParameters): Promise<GuardianState>;
  /** The present key signs once more what an earlier one has signed as the first guardians. One prompt, no wait. */
  signAgain(parameters: SignFirstAgainParameters): Promise<GuardianState>;
  /** The call that schedules the draft in the place of the guardians in force. */
  prepareChange(parameters: GuardianParameters & { readonly threshold: number }): Promise<GuardianChange>;
  /** Begins the 24 hours after which the co-signer signs exactly this change. One prompt. */
  announceChange(parameters: GuardianParameters & { readonly change: GuardianChange }): Promise<Wait>;
  /** Remembers what is scheduled or about to be, or forgets it with `undefined`. */
  keepNext(parameters: AccountParameters & { readonly next: GuardianSet | undefined }): Promise<GuardianBook>;
  /** The call that applies what is scheduled, in its window. */
  prepareApply(parameters: GuardianParameters): Promise<readonly Call[]>;
  /** The call that cancels it. */
  prepareCancel(parameters: GuardianParameters): Promise<readonly Call[]>;
  /** A card for each guardian in force. */
  getCards(parameters: AccountParameters): Promise<readonly GuardianCard[]>;
  /** The owner has handed a guardian its present card. */
  markCardGiven(parameters: AccountParameters & { readonly signer: Hex }): Promise<GuardianBook>;
  /** Brings each guardian that accepted by link its card; gives those that could not be brought. */
  sendCards(parameters: AccountParameters): Promise<readonly GuardianCard[]>;

  readInvite(parameters: { readonly inviteId: string }): Promise<PublicGuardianInvite>;
  /** A new passkey on this device for a guardian. One prompt. */
  createPasskey(parameters: { readonly accountName: string }): Promise<GuardianKey>;
  /** Six words that owner and guardian compare. */
  getWords(
    parameters: { readonly inviteId: string; readonly address: Address } & (
      | { readonly signer: Hex }
      | { readonly key: GuardianKey }
    ),
  ): Promise<readonly string[]>;
  /** The guardian signs that it agrees. */
  accept(parameters: {
    readonly inviteId: string;
    readonly address: Address;
    readonly name: string;
    readonly key: GuardianKey;
  }): Promise<void>;
  /** The guardian signs that it still has its key. */
  confirmPresence(parameters: { readonly card: GuardianCard; readonly key: GuardianKey }): Promise<void>;
  /** How the account that a card guards stands on each network, and what happened to it: by the chains' own word. */
  readGuarded(parameters: { readonly card: GuardianCard }): Promise<readonly GuardedChain[]>;
  /** A guardian asks the service to stop co-signing for the account; its owner's passkey ends it. */
  freeze(parameters: { readonly card: GuardianCard; readonly key: GuardianKey }): Promise<void>;
  /** A card out of its file or link. @throws GuardianCardError */
  parseCard(parameters: { readonly text: string }): Promise<GuardianCard>;
  /** A card as the text of a file and as the fragment of `<origin>/guardian/card#…`. */
  formatCard(parameters: {
    readonly card: GuardianCard;
  }): Promise<{ readonly file: string; readonly fragment: string }>;
  saveCard(parameters: { readonly card: GuardianCard }): Promise<void>;
  listCards(): Promise<readonly GuardianCard[]>;
};

export type { CurrentGuardianConfig };
