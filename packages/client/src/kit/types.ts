import type { KitStatus, RequestKitResponse, RestoreStatus } from "@tandem/protocol";
import type { Address, Hex } from "viem";
import type { StoredAccount } from "../types.ts";
import type { Kit } from "./format/index.ts";

export type MakeKitStep = "passkey" | "making" | "sealing" | "done";

export type MakeKitParameters = {
  readonly accountId: Hex;
  readonly password?: string | undefined;
  readonly onProgress?: ((step: MakeKitStep) => void) | undefined;
};

/** A new kit. It counts once `testKit` has opened it with the code that its owner typed. */
export type MadeKit = {
  /** Sealed; no secret without the code. */
  readonly kit: Kit;
  readonly file: { readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> };
  /** What is printed. No secret without the code. */
  readonly sheet: {
    readonly accountName: string;
    /** Where to restore. */
    readonly origin: string;
    readonly madeAt: number;
    readonly qr: string;
    readonly lines: readonly string[];
  };
  /** Secret: show it once and keep it nowhere. `XXXXX-XXXXX-…` */
  readonly code: string;
};

export type TestKitParameters = {
  /** The account the kit should be of. */
  readonly accountId: Hex;
  readonly kit: Kit;
  /** As it was typed. */
  readonly code: string;
};

/** The kit opens, its share is the account's, and the service knows it. Times in milliseconds since 1970. */
export type TestedKit = { readonly madeAt: number; readonly checkedAt: number; readonly keyEpoch: number };

/** Where the yes to a restore comes from: a passkey the account knows, or a new one. */
export type RestorePasskey = "registered" | "new";

export type BeginRestoreStep = "opening" | "passkey";

export type BeginRestoreParameters = {
  readonly kit: Kit;
  /** As it was typed. */
  readonly code: string;
  readonly passkey: RestorePasskey;
  readonly deviceName?: string | undefined;
  readonly onProgress?: ((step: BeginRestoreStep) => void) | undefined;
};

/** A restore under way on this device. Times in milliseconds since 1970. */
export type Restore = RestoreStatus & {
  readonly accountId: Hex;
  readonly name: string;
  readonly address: Address;
  /** The passkey cannot seal: `finishRestore` needs a password. */
  readonly needsPassword: boolean;
  readonly createdAt: number;
};

export type FinishRestoreStep = "opening" | "key" | "passkey" | "testing" | "signing";

export type FinishRestoreParameters = {
  readonly code: string;
  readonly password?: string | undefined;
  readonly onProgress?: ((step: FinishRestoreStep) => void) | undefined;
};

/** The backup kit: making it, testing it, coming back by it. */
export type KitActions = {
  /** The backup kit there is, and whether this device may make one now. */
  getKitStatus(parameters: { readonly accountId: Hex }): Promise<KitStatus>;
  /** Begins the wait that a kit of an older account takes. One prompt. */
  requestKit(parameters: { readonly accountId: Hex }): Promise<RequestKitResponse>;
  /** Makes a backup kit. It counts once `testKit` has opened it. One prompt. */
  makeKit(parameters: MakeKitParameters): Promise<MadeKit>;
  /** Opens a kit with its code on this device and proves it to the service, without exposing it. */
  testKit(parameters: TestKitParameters): Promise<TestedKit>;
  /** The way back by a kit, part one: its door, and a passkey's yes. One prompt, two where a new passkey needs them. */
  beginRestore(parameters: BeginRestoreParameters): Promise<Restore>;
  /** The restore this device has begun. */
  getRestore(): Promise<Restore | undefined>;
  /** Part two: a new key by service and kit. One prompt. */
  finishRestore(parameters: FinishRestoreParameters): Promise<StoredAccount>;
  /** Forgets the restore this device has begun. */
  discardRestore(): Promise<void>;
};
