import type { GuardianEntry, GuardianNetwork, GuardianSet } from "@tandem/client";
import { untrustedText } from "@/lib/untrustedText";

export type NetworkWords = {
  readonly tone: "caution" | "info";
  readonly title: string;
  readonly text: string;
};

/** What is said of a network that differs from the guardians as they are meant; undefined where nothing is to be said. */
export function toNetworkWords(network: GuardianNetwork, current: GuardianSet): NetworkWords | undefined {
  const { chainName: name, status, replaced } = network;
  const caution = (title: string, text: string) => ({ tone: "caution", title, text }) as const;
  switch (status) {
    case "same":
      return undefined;
    case "earlier":
      return caution(
        `On ${name}, an earlier list still counts: ${listPeople(network)}`,
        [toNeeded(network), toRemoved(network), toMissing(network, current)].filter(Boolean).join(" "),
      );
    case "none":
    case "signed": {
      if (!replaced) return status === "none" && network.canSignFirst ? toUnsigned(name) : undefined;
      return caution(
        `On ${name}, an earlier list could still come back: ${joinNames(replaced.members)}`,
        `You have no guardians there yet, and you once signed for ${replaced.members.length === 1 ? "this one" : "these"}. Whoever kept that signature can still use it there, and nobody can take it back. ${toRemedy(network)}`,
      );
    }
    case "unknown":
      return caution(
        `On ${name}, a list counts that this device does not know`,
        "Open the device on which it was set, and look here again.",
      );
    case "foreign":
      return caution(
        `On ${name}, your key of before still owns the account`,
        "Your guardians gave you a new key on another network only. This key changes nothing there: ask them again for that one.",
      );
    case "unreachable":
      return {
        tone: "info",
        title: `${name} does not answer`,
        text: "Whether your guardians are the same there is not known.",
      };
  }
}

function joinNames(entries: readonly Pick<GuardianEntry, "name">[]): string {
  return entries.map(({ name }) => untrustedText(name)).join(", ");
}

function toUnsigned(name: string): NetworkWords {
  return {
    tone: "caution",
    title: `On ${name}, your guardians do not count yet`,
    text: "Sign for them once more. They are put there with the account’s next step there, and nothing has to wait.",
  };
}

/** What helps, as far as anything does. */
function toRemedy({ canSignFirst, isDeployed, status }: GuardianNetwork): string {
  if (canSignFirst) return "Sign for your present guardians: we put them there with the account’s next step there.";
  if (status === "none") return "Choose guardians again before you use the account there.";
  if (isDeployed) return "Your present guardians are on their way there.";
  return "Your present guardians are put there as soon as you use the account there: the sooner, the safer.";
}

function listPeople({ inForce, unnamed }: GuardianNetwork): string {
  const names = inForce ? joinNames(inForce.members) : "";
  if (unnamed === 0) return names === "" ? "nobody" : names;
  return names === "" ? `${unnamed} whom this device cannot name` : `${names}, and ${unnamed} more`;
}

function toNeeded({ inForce }: GuardianNetwork): string {
  const { threshold = 0, commitments = [] } = inForce?.config ?? {};
  return commitments.length < 2 ? "" : `${threshold} of these ${commitments.length} are needed there.`;
}

function toRemoved({ removed }: GuardianNetwork): string {
  return removed.length === 0 ? "" : `You took out ${joinNames(removed)}, who can still act there.`;
}

function toMissing({ inForce }: GuardianNetwork, current: GuardianSet): string {
  const missing = current.members.filter(({ signer }) => !inForce?.members.some((entry) => entry.signer === signer));
  if (missing.length === 0) return "";
  return `${joinNames(missing)} ${missing.length === 1 ? "does" : "do"} not count there yet.`;
}
