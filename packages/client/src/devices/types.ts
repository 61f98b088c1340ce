import type { Pairing, StartSecondFactorResponse, Wait } from "@tandem/protocol";
import type { Hex } from "viem";
import type { AccountParameters, StoredAccount } from "../types.ts";

export type DeviceParameters = AccountParameters & { readonly keyId: Hex };
export type RenameDeviceParameters = DeviceParameters & { readonly name: string };
/** `isLost`: it may be in somebody else's hands. */
export type RevokeDeviceParameters = DeviceParameters & { readonly isLost: boolean };
export type PasskeyParameters = AccountParameters & { readonly credentialId: string };
export type SecondFactorCodeParameters = AccountParameters & { readonly code: string };

export type AddDeviceParameters = AccountParameters & {
  /** As {@link DeviceActions.findDevice} gave it. */
  readonly pairing: Pairing;
  readonly password?: string | undefined;
};

export type AddPasskeyParameters = AccountParameters;

/** A device that shows a code and waits for another one to take it in. Lives in this page only. */
export type NewDevice = {
  /** `XXXX-XXXX-XXXX`, for typing. */
  readonly code: string;
  /** What the QR code says: a page of this wallet for the other device. */
  readonly url: string;
  /** Milliseconds since 1970, by the server's clock. */
  readonly expiresAt: number;
  /** Whether the other device has said yes. Ask every second or two. */
  isAdded(): Promise<boolean>;
  /**
   * Takes the share that was sealed for this page and seals it again under a new passkey of this device, or under a
   * password where the passkey has no PRF value ({@link PasskeyPrfMissingError} asks for one; call again).
   */
  finish(parameters?: { readonly password?: string | undefined }): Promise<StoredAccount>;
  /** Forgets its keys. */
  close(): void;
};

/** Devices, passkeys and second factor of an account. Every change but a name asks for a passkey. */
export type DeviceActions = {
  renameDevice(parameters: RenameDeviceParameters): Promise<void>;
  /** Takes another device out at once. Its share dies with the next change of the key ({@link RotationActions}). */
  revokeDevice(parameters: RevokeDeviceParameters): Promise<void>;
  /** Takes all other devices out. */
  revokeOtherDevices(parameters: AccountParameters): Promise<void>;
  /** Ends the day in which a new device may do little. */
  confirmDevice(parameters: DeviceParameters): Promise<void>;
  /** On a new device: makes its keys and a code for them. */
  showNewDevice(parameters?: { readonly deviceName?: string | undefined }): Promise<NewDevice>;
  /** On a device of the account: what a code, typed or from a QR code, belongs to; checked against the code. */
  findDevice(parameters: { readonly accountId: Hex; readonly code: string }): Promise<Pairing>;
  /** Seals the share to the new device's key. */
  addDevice(parameters: AddDeviceParameters): Promise<void>;
  /** One more passkey that opens this account. Two prompts: one of the account's, and the new one. */
  addPasskey(parameters: AddPasskeyParameters): Promise<void>;
  removePasskey(parameters: PasskeyParameters): Promise<void>;
  /** A secret for an app that makes codes; it counts once {@link confirmSecondFactor} was given one. */
  addSecondFactor(parameters: AccountParameters): Promise<StartSecondFactorResponse>;
  confirmSecondFactor(parameters: SecondFactorCodeParameters): Promise<void>;
  removeSecondFactor(parameters: SecondFactorCodeParameters): Promise<void>;
  /** Deletes what the service keeps, its share too, in 7 days. */
  deleteData(parameters: AccountParameters): Promise<Wait>;
};
