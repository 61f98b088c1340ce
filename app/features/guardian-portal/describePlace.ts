import type { GuardianCard } from "@tandem/protocol";
import { untrustedText } from "@/lib/untrustedText";

/** What a guardian is on its card: one of how many, and how many are enough. */
export function describePlace({ accountName, config }: Pick<GuardianCard, "accountName" | "config">): string {
  const name = untrustedText(accountName);
  const { threshold, commitments } = config;
  if (commitments.length === 1)
    return `You are the only guardian of “${name}”. You alone can give the account a new key.`;
  const place = `You are one of ${commitments.length} guardians of “${name}”.`;
  return threshold === 1
    ? `${place} Each of you alone can give the account a new key.`
    : `${place} ${threshold} of you together can give the account a new key.`;
}
