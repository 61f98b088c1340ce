import type { CDPSession, Page } from "playwright-core";

/** A passkey as the browser's own WebAuthn test interface knows it. */
export type VirtualCredential = Awaited<ReturnType<typeof readCredentials>>[number];

export type VirtualAuthenticator = {
  credentials(): Promise<readonly VirtualCredential[]>;
  /** Puts a passkey of another authenticator here, as a passkey provider's sync would; its PRF secret stays behind. */
  importCredential(credential: VirtualCredential): Promise<void>;
  /** Whether the person passes the fingerprint check from now on. */
  setUserVerified(isUserVerified: boolean): Promise<void>;
  /** Whether the person touches the sensor at once; otherwise the page's request waits. */
  setPresent(isPresent: boolean): Promise<void>;
  /** Every passkey is gone, as with a lost security key. */
  clear(): Promise<void>;
};

export type VirtualAuthenticatorParameters = {
  readonly hasPrf?: boolean;
  /** Whether its passkeys say of themselves that their provider backs them up (BE and BS of WebAuthn Level 3). */
  readonly isSynced?: boolean;
  /** A security key is another place than the phone or computer itself, whose authenticator it is by default. */
  readonly isSecurityKey?: boolean;
};

/**
 * Gives a page a platform authenticator with passkeys (CTAP 2.1). It lives as long as the page, over reloads and
 * navigations; nobody else has it. PRF outputs are stable at creation and at every use.
 */
export async function addVirtualAuthenticator(
  page: Page,
  { hasPrf = true, isSynced = true, isSecurityKey = false }: VirtualAuthenticatorParameters = {},
): Promise<VirtualAuthenticator> {
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable");
  const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      ctap2Version: "ctap2_1",
      transport: isSecurityKey ? "usb" : "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
      hasPrf,
      defaultBackupEligibility: isSynced,
      defaultBackupState: isSynced,
    },
  });
  return {
    credentials: () => readCredentials(session, authenticatorId),
    async importCredential(credential) {
      await session.send("WebAuthn.addCredential", { authenticatorId, credential });
    },
    async setUserVerified(isUserVerified) {
      await session.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified });
    },
    async setPresent(enabled) {
      await session.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled });
    },
    async clear() {
      await session.send("WebAuthn.clearCredentials", { authenticatorId });
    },
  };
}

async function readCredentials(session: CDPSession, authenticatorId: string) {
  const { credentials } = await session.send("WebAuthn.getCredentials", { authenticatorId });
  return credentials;
}
