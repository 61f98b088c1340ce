import {
  CreateGuardianInviteRequest,
  FirstGuardians,
  GuardianAcceptance,
  GuardianCard,
  GuardianInvite,
  GuardianInvites,
  GuardianSeenRequest,
  PublicGuardianInvite,
  PutFirstGuardiansRequest,
  RequestFirstGuardiansRequest,
  Wait,
} from "@tandem/protocol";
import { requireAccount } from "../../doors/index.ts";
import {
  acceptInvite,
  changeInvite,
  confirmPresence,
  createInvite,
  keepFirstGuardians,
  listInvites,
  readFirstGuardians,
  readInvite,
  requestFirstGuardians,
} from "../../guardians/index.ts";
import { defineRoute, type Route } from "../route.ts";
import { callerOf } from "./accounts.ts";

const owners: readonly Route[] = [
  defineRoute({
    method: "post",
    path: "/accounts/{accountId}/guardian-invites",
    summary: "Invite somebody to be a guardian",
    isSigned: true,
    request: CreateGuardianInviteRequest,
    response: GuardianInvite,
    handle: async (context, call) => createInvite(context, await requireAccount(context, callerOf(call)), call.body),
  }),
  defineRoute({
    method: "get",
    path: "/accounts/{accountId}/guardian-invites",
    summary: "Invites and what became of them",
    isSigned: true,
    response: GuardianInvites,
    handle: async (context, call) => listInvites(context, await requireAccount(context, callerOf(call))),
  }),
  defineRoute({
    method: "post",
    path: "/accounts/{accountId}/guardian-invites/{inviteId}/withdraw",
    summary: "Withdraw an invite; its link then opens nothing",
    isSigned: true,
    handle: async (context, call) => {
      const record = await requireAccount(context, callerOf(call));
      await changeInvite(context, record, { inviteId: call.params.inviteId ?? "" });
    },
  }),
  defineRoute({
    method: "put",
    path: "/accounts/{accountId}/guardian-invites/{inviteId}/card",
    summary: "Keep the guardian's card for it to fetch",
    isSigned: true,
    request: GuardianCard,
    handle: async (context, call) => {
      const record = await requireAccount(context, callerOf(call));
      await changeInvite(context, record, { inviteId: call.params.inviteId ?? "", card: call.body });
    },
  }),
  defineRoute({
    method: "post",
    path: "/accounts/{accountId}/guardians/request",
    summary: "Begin the wait before first guardians of an older account are signed",
    isSigned: true,
    request: RequestFirstGuardiansRequest,
    response: Wait,
    handle: async (context, call) => {
      const record = await requireAccount(context, callerOf(call));
      return requestFirstGuardians(context, { record, keyId: call.signed.keyId, body: call.body });
    },
  }),
  defineRoute({
    method: "put",
    path: "/accounts/{accountId}/guardians",
    summary: "Keep the signed first guardians and bring them to the chains",
    isSigned: true,
    request: PutFirstGuardiansRequest,
    handle: async (context, call) =>
      keepFirstGuardians(context, await requireAccount(context, callerOf(call)), call.body),
  }),
  defineRoute({
    method: "get",
    path: "/accounts/{accountId}/guardians",
    summary: "The signed first guardians",
    isSigned: true,
    response: FirstGuardians,
    handle: async (context, call) => readFirstGuardians(context, await requireAccount(context, callerOf(call))),
  }),
];

/** A guardian has no account here: who holds the invite's id may read it, and what it writes is signed by its own key. */
const guardians: readonly Route[] = [
  defineRoute({
    method: "get",
    path: "/guardian-invites/{inviteId}",
    summary: "An invite, for the person who was invited",
    isSigned: false,
    response: PublicGuardianInvite,
    handle: (context, { params }) => readInvite(context, params.inviteId ?? ""),
  }),
  defineRoute({
    method: "post",
    path: "/guardian-invites/{inviteId}/accept",
    summary: "Agree to be a guardian, signed with the wallet or passkey that will guard",
    isSigned: false,
    request: GuardianAcceptance,
    handle: (context, { params, body }) => acceptInvite(context, params.inviteId ?? "", body),
  }),
  defineRoute({
    method: "post",
    path: "/guardian-invites/{inviteId}/seen",
    summary: "The guardian still has its key",
    isSigned: false,
    request: GuardianSeenRequest,
    handle: (context, { params, body }) => confirmPresence(context, params.inviteId ?? "", body),
  }),
];

export const guardianRoutes: readonly Route[] = [...owners, ...guardians];
