import { hashGuardianConfig } from "@tandem/account";
import { Wait, type GuardianConfig as WireConfig } from "@tandem/protocol";
import { getRecord } from "../accounts/index.ts";
import type { ClientContext } from "../context.ts";
import { getRequestKey, sendSignedRequest } from "../requests/index.ts";
import { createSigner, proveAction } from "../signing/index.ts";
import type { AccountParameters } from "../types.ts";
import { sendCards } from "./cards.ts";
import { toDraftSet } from "./draft.ts";
import { canSignFirst } from "./firstSet.ts";
import { changeBook, readBook } from "./guardianBook.ts";
import { isSignedFirst } from "./hashFirst.ts";
import { keepResigned } from "./keepResigned.ts";
import { putFirst } from "./putFirst.ts";
import { getGuardianState } from "./state.ts";
import type { GuardianSet, GuardianState, SetFirstGuardiansParameters, SignFirstAgainParameters } from "./types.ts";

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
    const ownerSignature = await signer.sign(toSigningRequest(chainId, draft));
    book = await changeBook(context, accountId, (now) => ({ ...now, current: { ...draft, ownerSignature } }));
  }
  if (book.current) await putFirst(context, accountId, book.current);
  await sendCards(context, { accountId });
  return getGuardianState(context, { accountId, chainId });
}

/**
 * The present key signs the guardians as they are meant as the first: a chain that has none yet takes them from its present
 * owner only, and the service brings none whose place others have taken.
 *
 * @throws PasskeyCancelledError, PolicyRefusedError (`wait-24h`) where the service keeps others
 */
export async function signFirstAgain(
  context: ClientContext,
  { accountId, chainId, password }: SignFirstAgainParameters,
): Promise<GuardianState> {
  const record = await getRecord(context, accountId);
  const book = await readBook(context, accountId);
  const { current } = book;
  if (current && canSignFirst(record.account, book)) {
    const signer = createSigner(context, { record, password, confirm: async () => ["administration"] });
    const ownerSignature = await signer.sign(toSigningRequest(chainId, current));
    await keepResigned(context, { accountId, ownerSignature });
  }
  return getGuardianState(context, { accountId, chainId });
}

function toSigningRequest(chainId: number, { config }: GuardianSet) {
  return { kind: "firstGuardians", chainId, config: toWire(config) } as const;
}

/** The wire's arrays are mutable. */
function toWire(config: GuardianSet["config"]): WireConfig {
  return { ...config, commitments: [...config.commitments] };
}

function isSame(left: GuardianSet, right: GuardianSet): boolean {
  return hashGuardianConfig(left.config, 1n) === hashGuardianConfig(right.config, 1n);
}
