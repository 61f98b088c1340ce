import {
  Account,
  AccountId,
  ActivateAccountRequest,
  Activity,
  CreateAccountRequest,
  CreateAccountResponse,
  CreateChallengeRequest,
  CreateChallengeResponse,
  Cursor,
  FinishDkgRequest,
  FinishDkgResponse,
  OpenVaultRequest,
  OpenVaultResponse,
  PutVaultRequest,
  RegisterPasskeyRequest,
  RegisterPasskeyResponse,
  SelfTestRequest,
  SelfTestResponse,
  SessionId,
  SignInChallengeRequest,
  SignInChallengeResponse,
  SignInRequest,
  SignInResponse,
  StartDkgRequest,
  StartDkgResponse,
} from "@tandem/protocol";
import {
  activate,
  createAccount,
  createChallenge,
  finishDkg,
  getAccount,
  openVault,
  putVault,
  registerPasskey,
  selfTest,
  signIn,
  startDkg,
  startSignIn,
  unknownAccount,
} from "../../doors/index.ts";
import { listActivity } from "../../store/index.ts";
import { type Call, defineRoute, type Route } from "../route.ts";

/** Account and request key of a call. An id of another shape is an unknown id. */
export function callerOf({ params, signed }: Call<unknown>) {
  const id = AccountId.safeParse(params.accountId);
  if (!id.success) throw unknownAccount();
  return { accountId: id.data, keyId: signed.keyId };
}

const creation: readonly Route[] = [
  defineRoute({
    method: "post",
    path: "/accounts",
    summary: "Begin an account with a new request key",
    isSigned: true,
    request: CreateAccountRequest,
    response: CreateAccountResponse,
    handle: (context, { signed, network, body }) => createAccount(context, { keyId: signed.keyId, network }, body),
  }),
  defineRoute({
    method: "post",
    path: "/accounts/{accountId}/passkey",
    summary: "Register the passkey of an account under creation",
    isSigned: true,
    request: RegisterPasskeyRequest,
    response: RegisterPasskeyResponse,
    handle: (context, call) => registerPasskey(context, callerOf(call), call.body),
  }),
  defineRoute({
    method: "post",
    path: "/accounts/{accountId}/dkg",
    summary: "Key generation, round trip 1",
    isSigned: true,
    request: StartDkgRequest,
    response: StartDkgResponse,
    handle: (context, call) => startDkg(context, callerOf(call), call.body),
  }),
  defineRoute({
    method: "post",
    path: "/accounts/{accountId}/dkg/{sessionId}",
    summary: "Key generation, round trip 2",
    isSigned: true,
    request: FinishDkgRequest,
    response: FinishDkgResponse,
    handle: (context, call) => {
      const sessionId = SessionId.safeParse(call.params.sessionId);
      if (!sessionId.success) throw unknownAccount();
      return finishDkg(context, { ...callerOf(call), sessionId: sessionId.data }, call.body);
    },
  }),
  defineRoute({
    method: "put",
    path: "/accounts/{accountId}/vault",
    summary: "Keep the sealed device share",
    isSigned: true,
    request: PutVaultRequest,
    handle: (context, call) => putVault(context, callerOf(call), call.body),
  }),
  defineRoute({
    method: "post",
    path: "/accounts/{accountId}/challenge",
    summary: "A WebAuthn challenge for this device",
    isSigned: true,
    request: CreateChallengeRequest,
    response: CreateChallengeResponse,
    handle: (context, call) => createChallenge(context, callerOf(call), call.body),
  }),
  defineRoute({
    method: "post",
    path: "/accounts/{accountId}/vault/open",
    summary: "The vault copy against a fresh assertion",
    isSigned: true,
    request: OpenVaultRequest,
    response: OpenVaultResponse,
    handle: (context, call) => openVault(context, callerOf(call), call.body),
  }),
  defineRoute({
    method: "post",
    path: "/accounts/{accountId}/self-test",
    summary: "Co-sign the self-test of a new key",
    isSigned: true,
    request: SelfTestRequest,
    response: SelfTestResponse,
    handle: (context, call) => selfTest(context, callerOf(call), call.body),
  }),
  defineRoute({
    method: "post",
    path: "/accounts/{accountId}/activate",
    summary: "Make the account, with the self-test signature as proof",
    isSigned: true,
    request: ActivateAccountRequest,
    response: Account,
    handle: (context, call) => activate(context, callerOf(call), call.body),
  }),
];

const signInRoutes: readonly Route[] = [
  defineRoute({
    method: "post",
    path: "/sign-in/challenge",
    summary: "Begin a sign-in by synced passkey",
    isSigned: true,
    request: SignInChallengeRequest,
    response: SignInChallengeResponse,
    handle: (context, { signed }) => startSignIn(context, signed.keyId),
  }),
  defineRoute({
    method: "post",
    path: "/sign-in",
    summary: "Sign in by synced passkey; the request key becomes a device",
    isSigned: true,
    request: SignInRequest,
    response: SignInResponse,
    handle: (context, { signed, body }) => signIn(context, signed.keyId, body),
  }),
];

const reading: readonly Route[] = [
  defineRoute({
    method: "get",
    path: "/accounts/{accountId}",
    summary: "The account with its policy, limits used, devices and passkeys",
    isSigned: true,
    response: Account,
    handle: (context, call) => getAccount(context, callerOf(call)),
  }),
  defineRoute({
    method: "get",
    path: "/accounts/{accountId}/activity",
    summary: "Operations and movements, newest first",
    isSigned: true,
    response: Activity,
    handle: async (context, call) => {
      const caller = callerOf(call);
      await getAccount(context, caller);
      const cursor = Cursor.optional().parse(call.query.get("cursor") ?? undefined);
      return listActivity(context.database, caller.accountId, cursor);
    },
  }),
];

export const accountRoutes: readonly Route[] = [...creation, ...signInRoutes, ...reading];
