import {
  CheckKitRequest,
  CheckKitResponse,
  KitStatus,
  MakeKitRequest,
  MakeKitResponse,
  RequestKitRequest,
  RequestKitResponse,
} from "@tandem/protocol";
import { checkKit, getKitStatus, makeKit, requestKit } from "../../kits/index.ts";
import { defineRoute, type Route } from "../route.ts";
import { callerOf } from "./accounts.ts";

/** Backup kits: making one from a device, and the kit's own door. */
export const kitRoutes: readonly Route[] = [
  defineRoute({
    method: "get",
    path: "/accounts/{accountId}/kit",
    summary: "The backup kit there is, and whether this device may make one",
    isSigned: true,
    response: KitStatus,
    handle: (context, call) => getKitStatus(context, callerOf(call)),
  }),
  defineRoute({
    method: "post",
    path: "/accounts/{accountId}/kit/wait",
    summary: "Ask for a backup kit of an account that is older than a day",
    isSigned: true,
    request: RequestKitRequest,
    response: RequestKitResponse,
    handle: (context, call) => requestKit(context, callerOf(call), call.body),
  }),
  defineRoute({
    method: "post",
    path: "/accounts/{accountId}/kit",
    summary: "Make share 2 with the device: the enrolment in one round trip",
    isSigned: true,
    request: MakeKitRequest,
    response: MakeKitResponse,
    handle: (context, call) => makeKit(context, callerOf(call), call.body),
  }),
  defineRoute({
    method: "post",
    path: "/accounts/{accountId}/kit/check",
    summary: "A kit proves itself by its own request key",
    isSigned: true,
    request: CheckKitRequest,
    response: CheckKitResponse,
    handle: (context, call) => checkKit(context, callerOf(call)),
  }),
];
