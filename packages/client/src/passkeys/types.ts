/** `navigator.credentials` results as WebAuthn Level 3 JSON. Extension results never leave the page: always empty. */
export type PasskeyRegistration = {
  readonly id: string;
  readonly rawId: string;
  readonly type: "public-key";
  readonly authenticatorAttachment?: "platform" | "cross-platform";
  readonly response: {
    readonly clientDataJSON: string;
    readonly attestationObject: string;
    readonly transports: string[];
  };
  readonly clientExtensionResults: Record<string, never>;
};

export type PasskeyAssertion = {
  readonly id: string;
  readonly rawId: string;
  readonly type: "public-key";
  readonly authenticatorAttachment?: "platform" | "cross-platform";
  readonly response: {
    readonly clientDataJSON: string;
    readonly authenticatorData: string;
    readonly signature: string;
    readonly userHandle?: string;
  };
  readonly clientExtensionResults: Record<string, never>;
};

/** A credential as a ceremony names it. */
export type NamedCredential = { readonly id: string; readonly transports?: readonly string[] | undefined };

export type CreatePasskeyOptions = {
  /** The exact host of the wallet. */
  readonly rpId: string;
  readonly rpName: string;
  /** 16 bytes: the account id. */
  readonly userId: Uint8Array<ArrayBuffer>;
  readonly userName: string;
  readonly challenge: Uint8Array<ArrayBuffer>;
  /** 32 bytes, one constant per purpose. */
  readonly prfSalt: Uint8Array<ArrayBuffer>;
  /** The account's other passkeys: where one of them is, the new one would take its place (CTAP 2.1, section 6.1.2). */
  readonly excludeCredentials?: readonly NamedCredential[] | undefined;
};

export type GetPasskeyOptions = {
  readonly rpId: string;
  readonly challenge: Uint8Array<ArrayBuffer>;
  readonly prfSalt: Uint8Array<ArrayBuffer>;
  /** Absent: any discoverable credential of this RP (sign-in). */
  readonly allowCredentials?: readonly NamedCredential[] | undefined;
};

/**
 * Where passkeys come from. `createBrowserPasskeys()` in a page; a software authenticator in tests.
 * Both methods reject with `PasskeyCancelledError` when the person closes the prompt.
 * `prf` is a secret of 32 bytes: whoever receives it zeroes it.
 */
export type PasskeyProvider = {
  create(options: CreatePasskeyOptions): Promise<{
    readonly registration: PasskeyRegistration;
    /** Whether the authenticator says the credential has a PRF (it may give its value only at `get`). */
    readonly prfEnabled: boolean;
    readonly prf?: Uint8Array<ArrayBuffer> | undefined;
  }>;
  get(options: GetPasskeyOptions): Promise<{
    readonly assertion: PasskeyAssertion;
    readonly prf?: Uint8Array<ArrayBuffer> | undefined;
  }>;
};
