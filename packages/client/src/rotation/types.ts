import type { Wait } from "@tandem/protocol";
import type { AccountParameters, StoredAccount } from "../types.ts";

/** What a change of the key is doing, in order. */
export type RotationStep = "key-1" | "key-2" | "passkey" | "testing" | "signing" | "done";

export type RotateKeyParameters = AccountParameters & {
  /** Where the share on this device opens by password. */
  readonly password?: string | undefined;
  readonly onProgress?: ((step: RotationStep) => void) | undefined;
};

export type FollowKeyParameters = AccountParameters;

export type WaitParameters = AccountParameters & { readonly waitId: string };

/** A change that waits. `isOwn`: this device asked for it. */
export type AccountWait = Wait & { readonly isOwn: boolean };

/** Changing the account's owner key. The address stays; the old key, on other devices and in the kit, is dead. */
export type RotationActions = {
  /** Asks for a new key with a passkey. It may be made when the wait is over, or another device has confirmed it. */
  requestRotation(parameters: AccountParameters): Promise<Wait>;
  /** Another device's yes, with a passkey, to what one has asked for. */
  confirmWait(parameters: WaitParameters): Promise<void>;
  /** Stops a change before it takes effect, with a passkey. */
  cancelWait(parameters: WaitParameters): Promise<void>;
  getWaits(parameters: AccountParameters): Promise<readonly AccountWait[]>;
  /**
   * Makes a new key and hands the account to it, or goes on with a change that was begun. One passkey prompt.
   *
   * @throws TandemApiError `policy_refused` with rule `rotation-wait` while nothing allows it
   */
  rotateKey(parameters: RotateKeyParameters): Promise<StoredAccount>;
  /** Takes over a key that another device has made: fetches the new sealed share and opens it by passkey. */
  followKey(parameters: FollowKeyParameters): Promise<StoredAccount>;
};
