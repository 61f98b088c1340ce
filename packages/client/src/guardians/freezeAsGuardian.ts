import { getFreezeTypedData } from "@tandem/account";
import { bytesToHex, type GuardianCard } from "@tandem/protocol";
import type { ClientContext } from "../context.ts";
import { noBody, sendPublicRequest } from "../requests/index.ts";
import { assertOwnKey } from "./assertOwnKey.ts";
import { GuardianCardError } from "./errors.ts";
import { readGuarded } from "./guarded.ts";
import { signAsGuardian } from "./guardianKeys.ts";
import type { GuardianKey } from "./types.ts";

/** How long the service may take it. */
const lifetimeSeconds = 3600;

/**
 * A guardian asks the service to stop co-signing for the account it guards: for when the owner says that a device was
 * stolen and cannot do it alone. It stops the service, not the chain; the owner's passkey ends it at once.
 *
 * @throws GuardianKeyError; GuardianCardError where no network has this guardian in force; WalletRefusedError;
 *   TandemApiError (`policy_refused` with rule `freeze-limit`: once in 7 days)
 */
export async function freezeAsGuardian(
  context: ClientContext,
  { card, key }: { readonly card: GuardianCard; readonly key: GuardianKey },
): Promise<void> {
  const { address, config, guardian } = card;
  assertOwnKey(card, key);
  const chains = (await readGuarded(card)).filter((one) => one.card === "current");
  // A contract's signature is good where the contract is.
  const chain = chains.find(({ guardianIsContract }) => guardianIsContract) ?? chains[0];
  if (!chain) throw new GuardianCardError("its list of guardians is not in force on any network");
  const nonce = bytesToHex(context.randomBytes(32));
  const deadline = chain.chainTime + lifetimeSeconds;
  const typedData = getFreezeTypedData(address, { nonce: BigInt(nonce), deadline });
  const signature = await signAsGuardian(context, { key, typedData });
  const { signer, salt } = guardian;
  await sendPublicRequest(context, {
    method: "POST",
    path: `/freezes/${chain.chainId}/${address}`,
    body: { signer, salt, config, nonce, deadline, signature },
    schema: noBody,
  });
}
