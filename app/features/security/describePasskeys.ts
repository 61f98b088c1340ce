import type { Account } from "@tandem/protocol";
import { formatDate } from "@/lib/format";
import { untrustedText } from "@/lib/untrustedText";

export type PasskeyWords = {
  readonly credentialId: string;
  readonly name: string;
  readonly added: string;
  /** Devices that it opened the account on; empty where it opened none. */
  readonly use: string;
};

/** What tells an account's passkeys apart: nobody but their provider has names for them. */
export function describePasskeys(
  account: Pick<Account, "credentials" | "devices"> | undefined,
): readonly PasskeyWords[] {
  if (!account) return [];
  return account.credentials.map(({ credentialId, createdAt, backedUp }, index) => {
    const devices = account.devices.filter(({ passkey }) => passkey === credentialId);
    const names = devices.map(({ current, name }) => (current ? "this device" : untrustedText(name)));
    const kind = backedUp ? "synced by its provider" : "on one device or key only";
    return {
      credentialId,
      name: `Passkey ${index + 1}`,
      added: createdAt === undefined ? upperFirst(kind) : `Added ${formatDate(createdAt)}, ${kind}`,
      use: names.length === 0 ? "" : `Used on ${names.join(", ")}`,
    };
  });
}

const upperFirst = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
