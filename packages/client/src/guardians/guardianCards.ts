import { getAccountAddress, hashGuardian } from "@tandem/account";
import { base64urlToBytes, bytesToBase64url, GuardianCard } from "@tandem/protocol";
import { isAddressEqual } from "viem";
import { GuardianCardError } from "./errors.ts";

/** A card as the text of its file, and as the fragment of a link: a page reads it, and no server ever sees it. */
export function formatGuardianCard(card: GuardianCard): { readonly file: string; readonly fragment: string } {
  return {
    file: `${JSON.stringify(card, undefined, 2)}\n`,
    fragment: bytesToBase64url(new TextEncoder().encode(JSON.stringify(card))),
  };
}

/**
 * Reads a card from its file or from the fragment of its link. The address is computed again and the guardian has to be in
 * the configuration, so a card that was altered or cut is refused.
 *
 * @throws GuardianCardError
 */
export function parseGuardianCard(text: string): GuardianCard {
  const parsed = GuardianCard.safeParse(toJson(text.trim()));
  if (!parsed.success) throw new GuardianCardError("it is cut short, or something else");
  const card = parsed.data;
  const { factory, core, birthKey, configHash, salt, address, guardian, config } = card;
  if (!isAddressEqual(getAccountAddress({ factory, core, birthKey, configHash, salt }), address)) {
    throw new GuardianCardError("its account does not fit together");
  }
  if (!config.commitments.includes(hashGuardian(guardian))) {
    throw new GuardianCardError("its guardian is not in the account's list");
  }
  return card;
}

function toJson(text: string): unknown {
  try {
    if (text.startsWith("{")) return JSON.parse(text);
    const fragment = text.includes("#") ? text.slice(text.indexOf("#") + 1) : text;
    return JSON.parse(new TextDecoder().decode(base64urlToBytes(fragment)));
  } catch {
    return undefined;
  }
}
