import { hashGuardianConfig } from "@tandem/account";
import { Wait, type GuardianConfig as WireConfig } from "@tandem/protocol";
import { getRecord } from "../accounts/index.ts";
import type { ClientContext } from "../context.ts";
import { getRequestKey, sendSignedRequest } from "../requests/index.ts";
import { createSigner, proveAction } from "../signing/index.ts";
import type { AccountParameters } from "../types.ts";
import { sendCards } from "./cards.ts";
import { toDraftSet } from "./draft.ts";
import { changeBook, readBook } from "./guardianBook.ts";
import { isSignedFirst } from "./hashFirst.ts";
import { putFirst } from "./putFirst.ts";
import { getGuardianState } from "./state.ts";
import type { GuardianSet, GuardianState, SetFirstGuardiansParameters } from "./types.ts";

/** Begins the 24 hours that first guardians of an older account wait. One passkey prompt. */
export async function requestFirstGuardians(
  context: ClientContext,
  { accountId, threshold }: AccountParameters & { readonly threshold: number },
): Promise<Wait> {
  const record = await getRecord(context, accountId);
  const { config } = toDraftSet(await readBook(context, accountId), threshold, 1);
  const body = { config: toWire(config) };
  const proof = await proveAction(context, { record, action: "first-guardians", body });
  return sendSignedRequest(context, {
    key: await getRequestKey(context, accountId),
    method: "POST",
    path: `/accounts/${accountId}/guardians/request`,
    body: { ...body, proof },
    schema: Wait,
  });
}

/**
 * Device and co-signer sign the draft as the account's first guardians. The signature is written down before it is handed
 * on: it serves every chain, and a lost answer loses nothing.
 *
 * @throws PolicyRefusedError (`wait-24h`), ConfirmationMissingError, InvalidGuardianConfigError, PasskeyCancelledError
 */
export async function setFirstGuardians(
  context: ClientContext,
  parameters: SetFirstGuardiansParameters,
): Promise<GuardianState> {
  const { accountId, chainId, threshold, confirmed = [], password } = parameters;
  const record = await getRecord(context, accountId);
  let book = await readBook(context, accountId);
  const draft = toDraftSet(book, threshold, 1);
  const isSigned =
    book.current !== undefined && isSame(book.current, draft) && isSignedFirst(record.account, book.current);
  if (!isSigned) {
    const signer = createSigner(context, { record, password, confirm: async () => confirmed });
    const request = { kind: "firstGuardians", chainId, config: toWire(draft.config) } as const;
    const ownerSignature = await signer.sign(request);
    book = await changeBook(context, accountId, (now) => ({ ...now, current: { ...draft, ownerSignature } }));
  }
  if (book.current) await putFirst(context, accountId, book.current);
  await sendCards(context, { accountId });
  return getGuardianState(context, { accountId, chainId });
}

/** The wire's arrays are mutable. */
function toWire(config: GuardianSet["config"]): WireConfig {
  return { ...config, commitments: [...config.commitments] };
}

function isSame(left: GuardianSet, right: GuardianSet): boolean {
  return hashGuardianConfig(left.config, 1n) === hashGuardianConfig(right.config, 1n);
}
