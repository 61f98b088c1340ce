import type { Config } from "@tandem/protocol";
import type { Hex } from "viem";
import type { PasskeyProvider } from "./passkeys/index.ts";
import type { DeviceStorage } from "./storage/index.ts";

/** What every action works with: the outside world as parameters, and what one page may remember in memory. */
export type ClientContext = {
  /** Origin of the co-signer without a trailing slash. */
  readonly baseUrl: string;
  readonly storage: DeviceStorage;
  readonly passkeys: PasskeyProvider;
  readonly fetch: typeof globalThis.fetch;
  /** Milliseconds since 1970 by this device's clock. */
  readonly now: () => number;
  readonly randomBytes: (length: number) => Uint8Array<ArrayBuffer>;
  /** Nothing secret. */
  readonly memory: {
    config: { readonly value: Promise<Config>; readonly expiresAt: number } | undefined;
    /** Signed server time minus device time; undefined until it was read from storage. */
    clockOffsetMs: number | undefined;
    /** Grows with every nonce commitment of this page. */
    commitCounter: number;
    /** Locks held in this page, by name. */
    readonly running: Map<string, Promise<unknown>>;
    /** Watchers of the journal in this page. */
    readonly listeners: Set<(change: { readonly id: Hex; readonly accountId: Hex }) => void>;
  };
};
