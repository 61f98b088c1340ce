import { Alarms, Channel, Channels } from "@tandem/protocol";
import type { Hex } from "viem";
import { getRecord } from "../accounts/index.ts";
import type { ClientContext } from "../context.ts";
import { getRequestKey, noBody, sendSignedRequest } from "../requests/index.ts";
import { proveAction } from "../signing/index.ts";
import type { AlarmActions } from "./types.ts";

type Schema<output> = { readonly parse: (json: unknown) => output };

async function read<output>(context: ClientContext, accountId: Hex, path: string, schema: Schema<output>) {
  const key = await getRequestKey(context, accountId);
  return sendSignedRequest(context, { key, method: "GET", path: `/accounts/${accountId}${path}`, schema });
}

async function post<output>(
  context: ClientContext,
  accountId: Hex,
  path: string,
  { body, schema }: { readonly body?: unknown; readonly schema: Schema<output> },
) {
  const key = await getRequestKey(context, accountId);
  return sendSignedRequest(context, { key, method: "POST", path: `/accounts/${accountId}${path}`, body, schema });
}

/** The actions of `AlarmActions`, each with the client before its parameters. */
export const alarmActions = {
  getAlarms: async (context, { accountId }) => (await read(context, accountId, "/alarms", Alarms)).alarms,
  markAlarmsSeen: (context, { accountId, lastAlarmId }) =>
    post(context, accountId, "/alarms/seen", { body: { lastAlarmId }, schema: noBody }),
  getChannels: (context, { accountId }) => read(context, accountId, "/channels", Channels),
  async addChannel(context, { accountId, channel }) {
    const record = await getRecord(context, accountId);
    const proof = await proveAction(context, { record, action: "add-channel", body: { channel } });
    return post(context, accountId, "/channels", { body: { channel, proof }, schema: Channel });
  },
  confirmChannel: (context, { accountId, channelId, code }) =>
    post(context, accountId, `/channels/${channelId}/confirm`, { body: { code }, schema: Channel }),
  resendChannelCode: (context, { accountId, channelId }) =>
    post(context, accountId, `/channels/${channelId}/resend`, { schema: noBody }),
  async removeChannel(context, { accountId, channelId }) {
    const record = await getRecord(context, accountId);
    const proof = await proveAction(context, { record, action: "remove-channel", body: { channelId } });
    await post(context, accountId, `/channels/${channelId}/remove`, { body: { proof }, schema: noBody });
  },
  testChannels: (context, { accountId }) => post(context, accountId, "/channels/test", { schema: noBody }),
} satisfies {
  [name in keyof AlarmActions]: (
    context: ClientContext,
    parameters: Parameters<AlarmActions[name]>[0],
  ) => ReturnType<AlarmActions[name]>;
};
