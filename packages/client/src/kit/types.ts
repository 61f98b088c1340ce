import type { Hex } from "viem";
import type { Kit, KitDetails } from "./format/index.ts";

export type MakeKitStep = "passkey" | "making" | "sealing" | "done";

export type MakeKitParameters = {
  readonly accountId: Hex;
  readonly password?: string | undefined;
  /** The guardian configuration, to travel in the kit's file. */
  readonly guardians?: KitDetails["guardians"] | undefined;
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
