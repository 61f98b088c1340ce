"use client";

import type { GuardianKey } from "@tandem/client";
import type { GuardianCard } from "@tandem/protocol";
import { ChooseKey } from "@/features/guardian-portal/ChooseKey";

export type ChooseKeyOfCardProps = {
  readonly card: GuardianCard;
  /** Before the wallet's name, e.g. "Approve with". */
  readonly verb: string;
  readonly passkeyLabel: string;
  readonly onKey: (key: GuardianKey) => Promise<void>;
};

/** The key that is on a card: its passkey, or one of the wallets in this browser. */
export function ChooseKeyOfCard({ card, verb, passkeyLabel, onKey }: ChooseKeyOfCardProps) {
  const { signer, credentialId } = card.guardian;
  const passkey = credentialId
    ? { label: passkeyLabel, get: async () => ({ kind: "passkey", signer, credentialId }) as const }
    : undefined;
  return <ChooseKey verb={verb} passkey={passkey} onKey={onKey} />;
}
