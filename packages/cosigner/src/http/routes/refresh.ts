import {
  Account,
  CommitRefreshRequest,
  FinishRefreshRequest,
  FinishRefreshResponse,
  ServerAnswer,
  SessionId,
  StartRefreshRequest,
  StartRefreshResponse,
  TestRefreshRequest,
} from "@tandem/protocol";
import { unknownAccount } from "../../doors/index.ts";
import { endRefresh, finishRefresh, startRefresh, testRefresh } from "../../refresh/index.ts";
import { type Call, defineRoute, type Route } from "../route.ts";
import { callerOf } from "./accounts.ts";

function sessionOf(call: Call<unknown>) {
  const sessionId = SessionId.safeParse(call.params.sessionId);
  if (!sessionId.success) throw unknownAccount();
  return { ...callerOf(call), sessionId: sessionId.data };
}

/** New shares of the same key, between the service and one device. */
export const refreshRoutes: readonly Route[] = [
  defineRoute({
    method: "post",
    path: "/accounts/{accountId}/refresh",
    summary: "Renewal of the shares, round trip 1",
    isSigned: true,
    request: StartRefreshRequest,
    response: StartRefreshResponse,
    handle: (context, call) => startRefresh(context, callerOf(call), call.body),
  }),
  defineRoute({
    method: "post",
    path: "/accounts/{accountId}/refresh/{sessionId}",
    summary: "Renewal of the shares, round trip 2",
    isSigned: true,
    request: FinishRefreshRequest,
    response: FinishRefreshResponse,
    handle: (context, call) => finishRefresh(context, sessionOf(call), call.body),
  }),
  defineRoute({
    method: "post",
    path: "/accounts/{accountId}/refresh/{sessionId}/test",
    summary: "The new shares sign a test together",
    isSigned: true,
    request: TestRefreshRequest,
    response: ServerAnswer,
    handle: (context, call) => testRefresh(context, sessionOf(call), call.body),
  }),
  defineRoute({
    method: "post",
    path: "/accounts/{accountId}/refresh/{sessionId}/commit",
    summary: "The service changes to the new shares and erases the old one",
    isSigned: true,
    request: CommitRefreshRequest,
    response: Account,
    handle: (context, call) => endRefresh(context, sessionOf(call), call.body),
  }),
];
