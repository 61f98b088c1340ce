import {
  CreateRecoveryRequest,
  HalfSignature,
  HandOverRequest,
  Recovery,
  RecoveryApproval,
  RecoveryLookup,
  RecoveryLookupRequest,
  RecoveryProofRequest,
  RecoveryTransactions,
} from "@tandem/protocol";
import { requireAccount } from "../../doors/index.ts";
import {
  approveRecovery,
  createRecovery,
  handOver,
  listTransactions,
  lookUpAccount,
  readRecovery,
  requireRecovery,
  signRecoveryProof,
} from "../../recovery/index.ts";
import { withdrawRecovery } from "../../store/index.ts";
import { defineRoute, type Route } from "../route.ts";
import { callerOf } from "./accounts.ts";

/** The *recovery* door. Guardians have no account here: who holds a request's id may read and approve it. */
export const recoveryRoutes: readonly Route[] = [
  defineRoute({
    method: "post",
    path: "/recoveries/lookup",
    summary: "What the service remembers of an address",
    isSigned: true,
    request: RecoveryLookupRequest,
    response: RecoveryLookup,
    handle: (context, { body }) => lookUpAccount(context, body.address),
  }),
  defineRoute({
    method: "post",
    path: "/accounts/{accountId}/recovery-proof",
    summary: "The service's half of the new key's proof, for an account under creation",
    isSigned: true,
    request: RecoveryProofRequest,
    response: HalfSignature,
    handle: (context, call) => signRecoveryProof(context, callerOf(call), call.body),
  }),
  defineRoute({
    method: "post",
    path: "/recoveries",
    summary: "Ask an account's guardians to make a new key its owner",
    isSigned: true,
    request: CreateRecoveryRequest,
    response: Recovery,
    handle: (context, { signed, body }) => createRecovery(context, signed.keyId, body),
  }),
  defineRoute({
    method: "get",
    path: "/recoveries/{recoveryId}",
    summary: "A request to guardians, for whoever has its link",
    isSigned: false,
    response: Recovery,
    handle: async (context, { params }) =>
      readRecovery(context, await requireRecovery(context, { recoveryId: params.recoveryId ?? "" })),
  }),
  defineRoute({
    method: "post",
    path: "/recoveries/{recoveryId}/approvals",
    summary: "A guardian's yes, signed with its wallet or passkey",
    isSigned: false,
    request: RecoveryApproval,
    response: Recovery,
    handle: (context, { params, body }) => approveRecovery(context, params.recoveryId ?? "", body),
  }),
  defineRoute({
    method: "get",
    path: "/recoveries/{recoveryId}/transactions",
    summary: "The transactions that start it, for whoever wants to send them",
    isSigned: false,
    response: RecoveryTransactions,
    handle: async (context, { params }) =>
      listTransactions(context, await requireRecovery(context, { recoveryId: params.recoveryId ?? "" })),
  }),
  defineRoute({
    method: "post",
    path: "/recoveries/{recoveryId}/hand-over",
    summary: "The key that owns the account gives it to the new one, without guardians",
    isSigned: true,
    request: HandOverRequest,
    response: Recovery,
    handle: (context, { params, signed, body }) =>
      handOver(context, { recoveryId: params.recoveryId ?? "", keyId: signed.keyId }, body),
  }),
  defineRoute({
    method: "post",
    path: "/recoveries/{recoveryId}/withdraw",
    summary: "The person who asked takes the request back",
    isSigned: true,
    handle: async (context, { params, signed }) => {
      const { recovery } = await requireRecovery(context, { recoveryId: params.recoveryId ?? "" });
      const { accountId, recoveryId } = recovery;
      await requireAccount(context, { accountId, keyId: signed.keyId, status: ["keyed", "active"] });
      await withdrawRecovery(context.database, recoveryId);
    },
  }),
];
