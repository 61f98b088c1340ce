import {
  Account,
  BeginRotationRequest,
  BeginRotationResponse,
  CompleteRotationRequest,
  ConfirmWaitRequest,
  FinishDkgRequest,
  FinishDkgResponse,
  InstallRotationRequest,
  RequestRotationRequest,
  ResignRotationRequest,
  RotationId,
  ServerAnswer,
  SessionId,
  SignRotationRequest,
  StartDkgRequest,
  StartDkgResponse,
  Wait,
} from "@tandem/protocol";
import { unknownAccount } from "../../doors/index.ts";
import {
  beginRotation,
  completeRotation,
  confirmWait,
  finishNextKey,
  installRotation,
  type RotationCaller,
  requestRotation,
  resignRotation,
  signRotation,
  startNextKey,
} from "../../rotation/index.ts";
import { type Call, defineRoute, type Route } from "../route.ts";
import { callerOf } from "./accounts.ts";

function rotationOf(call: Call<unknown>): RotationCaller {
  const rotationId = RotationId.safeParse(call.params.rotationId);
  if (!rotationId.success) throw unknownAccount();
  return { ...callerOf(call), rotationId: rotationId.data };
}

/** A change of the owner key: asked for, made, signed, spread to the chains. */
export const rotationRoutes: readonly Route[] = [
  defineRoute({
    method: "post",
    path: "/accounts/{accountId}/rotations/request",
    summary: "Ask for a new key: 24 hours with an alarm, or another device's yes",
    isSigned: true,
    request: RequestRotationRequest,
    response: Wait,
    handle: (context, call) => requestRotation(context, callerOf(call), call.body),
  }),
  defineRoute({
    method: "post",
    path: "/accounts/{accountId}/waits/{waitId}/confirm",
    summary: "Another device's yes to what one has asked for",
    isSigned: true,
    request: ConfirmWaitRequest,
    handle: (context, call) => confirmWait(context, { ...callerOf(call), waitId: call.params.waitId ?? "" }, call.body),
  }),
  defineRoute({
    method: "post",
    path: "/accounts/{accountId}/rotations",
    summary: "Begin, or go on with, a change of the owner key",
    isSigned: true,
    request: BeginRotationRequest,
    response: BeginRotationResponse,
    handle: (context, call) => beginRotation(context, callerOf(call)),
  }),
  defineRoute({
    method: "post",
    path: "/accounts/{accountId}/rotations/{rotationId}/dkg",
    summary: "Generation of the next key, round trip 1",
    isSigned: true,
    request: StartDkgRequest,
    response: StartDkgResponse,
    handle: (context, call) => startNextKey(context, rotationOf(call), call.body),
  }),
  defineRoute({
    method: "post",
    path: "/accounts/{accountId}/rotations/{rotationId}/dkg/{sessionId}",
    summary: "Generation of the next key, round trip 2",
    isSigned: true,
    request: FinishDkgRequest,
    response: FinishDkgResponse,
    handle: (context, call) => {
      const sessionId = SessionId.safeParse(call.params.sessionId);
      if (!sessionId.success) throw unknownAccount();
      return finishNextKey(context, { ...rotationOf(call), sessionId: sessionId.data }, call.body);
    },
  }),
  defineRoute({
    method: "post",
    path: "/accounts/{accountId}/rotations/{rotationId}/install",
    summary: "The next key signs its test and its installation",
    isSigned: true,
    request: InstallRotationRequest,
    response: ServerAnswer,
    handle: (context, call) => installRotation(context, rotationOf(call), call.body),
  }),
  defineRoute({
    method: "post",
    path: "/accounts/{accountId}/rotations/{rotationId}/sign",
    summary: "The old key signs the change, and nothing else any more",
    isSigned: true,
    request: SignRotationRequest,
    response: ServerAnswer,
    handle: (context, call) => signRotation(context, rotationOf(call), call.body),
  }),
  defineRoute({
    method: "post",
    path: "/accounts/{accountId}/rotations/{rotationId}/sign-again",
    summary: "Once more for the same change, where the answer was lost",
    isSigned: true,
    request: ResignRotationRequest,
    response: ServerAnswer,
    handle: (context, call) => resignRotation(context, rotationOf(call), call.body),
  }),
  defineRoute({
    method: "post",
    path: "/accounts/{accountId}/rotations/{rotationId}/complete",
    summary: "The whole signature: the new key is the account's, and the chains are told",
    isSigned: true,
    request: CompleteRotationRequest,
    response: Account,
    handle: (context, call) => completeRotation(context, rotationOf(call), call.body),
  }),
];
