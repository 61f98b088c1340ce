import {
  AddChannelRequest,
  Channel,
  Channels,
  ConfirmChannelRequest,
  maxSyncBodyBytes,
  maxSyncBytes,
  PutSyncRequest,
  PutSyncResponse,
  RemoveChannelRequest,
  SyncBlob,
} from "@tandem/protocol";
import {
  addChannel,
  confirmChannel,
  listChannels,
  removeChannel,
  resendCode,
  testChannels,
  unsubscribe,
} from "../../channels/index.ts";
import { requireAccount } from "../../doors/index.ts";
import { ServiceError } from "../../errors.ts";
import { getSyncBlob, putSyncBlob } from "../../store/index.ts";
import { defineRoute, type Route } from "../route.ts";
import { callerOf } from "./accounts.ts";

const channels: readonly Route[] = [
  defineRoute({
    method: "get",
    path: "/accounts/{accountId}/channels",
    summary: "Where alarms go",
    isSigned: true,
    response: Channels,
    handle: async (context, call) => listChannels(context, await requireAccount(context, callerOf(call))),
  }),
  defineRoute({
    method: "post",
    path: "/accounts/{accountId}/channels",
    summary: "Add a place for alarms",
    isSigned: true,
    request: AddChannelRequest,
    response: Channel,
    handle: async (context, call) => addChannel(context, await requireAccount(context, callerOf(call)), call.body),
  }),
  defineRoute({
    method: "post",
    path: "/accounts/{accountId}/channels/test",
    summary: "Send a test message to every confirmed place",
    isSigned: true,
    handle: async (context, call) => testChannels(context, await requireAccount(context, callerOf(call))),
  }),
  defineRoute({
    method: "post",
    path: "/accounts/{accountId}/channels/{channelId}/confirm",
    summary: "Confirm an e-mail address with the code sent there",
    isSigned: true,
    request: ConfirmChannelRequest,
    response: Channel,
    handle: async (context, call) => {
      const { channelId = "" } = call.params;
      return confirmChannel(context, await requireAccount(context, callerOf(call)), { ...call.body, channelId });
    },
  }),
  defineRoute({
    method: "post",
    path: "/accounts/{accountId}/channels/{channelId}/resend",
    summary: "Send a new code",
    isSigned: true,
    handle: async (context, call) => {
      const { channelId = "" } = call.params;
      await resendCode(context, await requireAccount(context, callerOf(call)), { channelId });
    },
  }),
  defineRoute({
    method: "post",
    path: "/accounts/{accountId}/channels/{channelId}/remove",
    summary: "Remove a place for alarms",
    isSigned: true,
    request: RemoveChannelRequest,
    handle: async (context, call) => {
      const { channelId = "" } = call.params;
      const caller = callerOf(call);
      const record = await requireAccount(context, caller);
      await removeChannel(context, record, { ...call.body, channelId, keyId: caller.keyId });
    },
  }),
  defineRoute({
    method: "post",
    path: "/channels/{token}/unsubscribe",
    summary: "One-click removal from an e-mail (RFC 8058)",
    isSigned: false,
    handle: (context, { params }) => unsubscribe(context, params.token ?? ""),
  }),
];

const sync: readonly Route[] = [
  defineRoute({
    method: "get",
    path: "/accounts/{accountId}/sync",
    summary: "The account's sealed contacts, settings, labels and cards",
    isSigned: true,
    response: SyncBlob,
    handle: async (context, call) => {
      const { accountId } = await requireAccount(context, callerOf(call));
      const blob = await getSyncBlob(context.database, accountId);
      return { version: blob?.version ?? 0, sealed: blob?.sealed.toString("base64url") ?? null };
    },
  }),
  defineRoute({
    method: "put",
    path: "/accounts/{accountId}/sync",
    summary: "Replace it, if nobody else has meanwhile",
    isSigned: true,
    maxBodyBytes: maxSyncBodyBytes,
    request: PutSyncRequest,
    response: PutSyncResponse,
    handle: async (context, call) => {
      const { accountId } = await requireAccount(context, callerOf(call));
      const sealed = Buffer.from(call.body.sealed, "base64url");
      if (sealed.length < 28 || sealed.length > maxSyncBytes) {
        throw new ServiceError("request_malformed", `The blob has ${sealed.length} bytes, not 28 to ${maxSyncBytes}.`);
      }
      const version = await putSyncBlob(context.database, { accountId, version: call.body.version, sealed });
      if (version !== undefined) return { version };
      throw new ServiceError("intent_conflict", "Another device has written meanwhile.", {
        action: "Read it, merge both, write again.",
      });
    },
  }),
];

export const channelRoutes: readonly Route[] = [...channels, ...sync];
