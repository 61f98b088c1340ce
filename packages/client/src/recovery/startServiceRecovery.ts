import { hashRecoveryMessage } from "@tandem/account";
import { type CreateRecoveryRequest, HalfSignature, Recovery, type RecoveryRequestLink } from "@tandem/protocol";
import type { Hex } from "viem";
import { type Creation, loadCreation, proveKey, requireKey, startCreation } from "../accounts/index.ts";
import { zeroize } from "../bytes.ts";
import type { ClientContext } from "../context.ts";
import { InvalidInputError } from "../errors.ts";
import { sendSignedRequest } from "../requests/index.ts";
import { OpenShare, promptForShare, signTogether } from "../signing/index.ts";
import { creationKey } from "../storage/index.ts";
import { openShare } from "../vault/index.ts";
import { readOwnerEpoch, toRequest } from "./createRequest.ts";
import { readCoverage, toEverywhere } from "./readCoverage.ts";
import { hashRequest } from "./requests.ts";
import type { RecoveryRecord, StartRecoveryParameters } from "./types.ts";

export type StartServiceRecoveryParameters = StartRecoveryParameters & {
  /** The account on this device whose own key will sign, in the place of guardians. */
  readonly handsOver?: Hex | undefined;
};

/**
 * Asks the guardians for the account with a key of this device and the co-signer: made like the key of a new account,
 * which it never becomes. Three prompts: the passkey, the proof that its copy opens, the new key's signature.
 *
 * @throws PasskeyCancelledError, PasskeyPrfMissingError, PasswordError, InvalidInputError, ServiceUnreachableError, TandemApiError
 */
export async function startServiceRecovery(
  context: ClientContext,
  parameters: StartServiceRecoveryParameters,
): Promise<RecoveryRecord> {
  const { card, onProgress } = parameters;
  const requester = parameters.requester.trim();
  if (requester === "" || requester.length > 64) {
    throw new InvalidInputError("Your guardians need to know who asks.", "Write your name, 1 to 64 characters.");
  }
  const { accountName: name } = card;
  const { deviceName, password } = parameters;
  const creationParameters = { name, ...(deviceName && { deviceName }) };
  let creation = (await loadCreation(context)) ?? (await startCreation(context, creationParameters));
  try {
    onProgress?.("passkey");
    creation = await proveKey(
      context,
      creation,
      {
        ...creationParameters,
        password,
        onProgress: (step) => onProgress?.(step === "passkey" ? "passkey" : step.startsWith("key") ? "key" : "sealing"),
      },
      (next) => {
        creation = next;
      },
    );
  } finally {
    zeroize(creation.prf);
  }
  const proof = await signInstallation(context, creation, { card, password });
  const record = await ask(context, creation, { card, requester, proof, handsOver: parameters.handsOver });
  onProgress?.("done");
  return record;
}

/** The new key says that it may own the account: device and co-signer sign `InstallOwner`. */
async function signInstallation(
  context: ClientContext,
  creation: Creation,
  { card: { address }, password }: Pick<StartRecoveryParameters, "card" | "password">,
): Promise<Hex> {
  const { accountId, credential } = creation.record;
  const key = requireKey(creation);
  const message = { newOwner: key.publicKey };
  const digest = hashRecoveryMessage(address, { primaryType: "InstallOwner", message });
  const credentials = credential ? [credential] : [];
  const challenge = context.randomBytes(32);
  const prompted = await promptForShare(context, { accountId, credentials, unlock: key.unlock, challenge, password });
  try {
    const share = new OpenShare(await openShare({ ...key, sealed: key, accountId, secret: prompted.secret }));
    try {
      const { signature } = await signTogether(context, {
        share,
        publicKeyPackage: key.publicKeyPackage,
        keyEpoch: key.keyEpoch,
        digest,
        send: (commitments) =>
          sendSignedRequest(context, {
            key: creation.key,
            method: "POST",
            path: `/accounts/${accountId}/recovery-proof`,
            body: { address, commitments },
            schema: HalfSignature,
          }),
      });
      return signature;
    } finally {
      share.close();
    }
  } finally {
    prompted.forget();
  }
}

async function ask(
  context: ClientContext,
  creation: Creation,
  parameters: Pick<StartServiceRecoveryParameters, "card" | "handsOver" | "requester"> & { readonly proof: Hex },
): Promise<RecoveryRecord> {
  const { card, handsOver, ...signed } = parameters;
  const { accountId, credential } = creation.record;
  const key = requireKey(creation);
  const ownerEpoch = await readOwnerEpoch(card);
  // The account's own key reaches every network, whoever guards it there.
  const coverage = handsOver ? toEverywhere(card) : await readCoverage(card);
  const draft = toRequest(context, { ...signed, card, coverage, ownerEpoch, newOwner: key.publicKey });
  const { address, requester, origin, guardians, proof, nonce, deadline, chainIds } = draft;
  const body: CreateRecoveryRequest = {
    ...{ accountId, address, requester, origin, guardians, proof },
    ...{ ownerEpoch, nonce, deadline, chainIds },
  };
  const { recoveryId } = await sendSignedRequest(context, {
    key: creation.key,
    method: "POST",
    path: "/recoveries",
    body,
    schema: Recovery,
  });
  const request: RecoveryRequestLink = { ...draft, recoveryId };
  const record: RecoveryRecord = {
    version: 1,
    id: hashRequest(request),
    request,
    accountId,
    approvals: [],
    key: { kind: "service", ...key, credential: credential ?? { credentialId: "", transports: [] } },
    createdAt: context.now(),
    isKitKept: true,
    ...(handsOver && { handsOver: { accountId: handsOver } }),
  };
  await context.storage.write([
    { store: "recoveries", key: record.id, value: record },
    // It is no account of its own: only the guardians make it one.
    { store: "creations", key: creationKey },
  ]);
  return record;
}
