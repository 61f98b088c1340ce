import { createHash, randomInt } from "node:crypto";
import { type AddChannelRequest, bytesToHex, type Channel, type Channels } from "@tandem/protocol";
import type { Hex } from "viem";
import type { Context } from "../context.ts";
import { assertSettled } from "../devices/index.ts";
import { assertActionProof } from "../doors/index.ts";
import { ServiceError } from "../errors.ts";
import {
  type AccountRecord,
  type ChannelRecord,
  confirmChannel as confirm,
  findChannels,
  insertChannel,
  removeChannel as remove,
  renewCode,
  sendChannelTest,
  unsubscribeChannel,
} from "../store/index.ts";
import { createMailer } from "./createMailer.ts";
import { isPrivateHost } from "./createPublicAgent.ts";
import { readStopToken } from "./stopToken.ts";

const codeLifetimeMs = 15 * 60_000;

/** Where an account's alarms go. */
export async function listChannels(context: Context, { accountId }: AccountRecord): Promise<Channels> {
  const channels = await findChannels(context.database, accountId);
  return {
    channels: channels.map(describe),
    hasEmail: context.config.email !== undefined,
    pushKey: Buffer.from(requirePushKey(context).publicKey).toString("base64url"),
  };
}

/** Adds a place for alarms. An e-mail address counts once its code has come back; a browser's subscription at once. */
export async function addChannel(
  context: Context,
  record: AccountRecord,
  { channel, proof }: AddChannelRequest,
): Promise<Channel> {
  if (channel.kind === "email" && !context.config.email) {
    throw new ServiceError("upstream_unavailable", "This service has no mail server.", {
      action: "Use notifications.",
    });
  }
  if (channel.kind === "push") assertEndpoint(context, channel.subscription.endpoint);
  await assertActionProof(context, { record, action: "add-channel", body: { channel }, proof });
  const { accountId } = record;
  const code = createCode();
  const inserted = await insertChannel(context.database, {
    channelId: bytesToHex(context.randomBytes(16)),
    accountId,
    kind: channel.kind,
    stopToken: context.randomBytes(16),
    ...(channel.kind === "email"
      ? {
          target: channel.address.toLowerCase(),
          name: channel.address,
          codeHash: hash(code),
          codeUntil: codeEnd(context),
        }
      : {
          target: channel.subscription.endpoint,
          name: channel.name,
          subscription: channel.subscription.keys,
          keyVersion: requirePushKey(context).version,
        }),
  });
  if (!inserted) {
    throw new ServiceError("policy_refused", "The account has 10 places for alarms.", {
      rule: "channel-limit",
      action: "Remove one you no longer use.",
    });
  }
  if (channel.kind === "email" && !inserted.confirmedAt) sendCode(context, inserted, code);
  return describe(inserted);
}

/** The code came back. Five wrong ones end it. @throws ServiceError `signature_invalid` */
export async function confirmChannel(
  context: Context,
  { accountId }: AccountRecord,
  { channelId, code }: { readonly channelId: string; readonly code: string },
): Promise<Channel> {
  const channel = await confirm(context.database, { accountId, channelId: toId(channelId), codeHash: hash(code) });
  if (channel) return describe(channel);
  throw new ServiceError("signature_invalid", "This is not the code, or it is no longer good.", {
    action: "Check the newest message, or send a new code.",
  });
}

/** Sends a new code, once a minute at most. */
export async function resendCode(
  context: Context,
  { accountId }: AccountRecord,
  { channelId }: { readonly channelId: string },
): Promise<void> {
  const code = createCode();
  const channel = await renewCode(context.database, {
    ...{ accountId, channelId: toId(channelId), codeHash: hash(code), codeUntil: codeEnd(context) },
  });
  if (!channel) {
    throw new ServiceError("rate_limited", "A code was sent less than a minute ago.", { retryAfterSeconds: 60 });
  }
  sendCode(context, channel, code);
}

export type RemoveChannelParameters = {
  readonly channelId: string;
  /** The device that asks. */
  readonly keyId: Hex;
  readonly proof: AddChannelRequest["proof"];
};

/** Removes a place, which gets a last message that says so. A new device silences nobody. */
export async function removeChannel(
  context: Context,
  record: AccountRecord,
  { channelId, keyId, proof }: RemoveChannelParameters,
): Promise<void> {
  assertSettled(record, keyId);
  await assertActionProof(context, { record, action: "remove-channel", body: { channelId }, proof });
  if (!(await remove(context.database, { accountId: record.accountId, channelId: toId(channelId) }))) throw unknown();
}

/** One click in an e-mail: that address gets nothing more. The account's other places are told. */
export async function unsubscribe(context: Context, token: string): Promise<void> {
  const stop = readStopToken(token);
  if (!stop || !(await unsubscribeChannel(context.database, stop))) throw unknown();
}

const testsAnHour = 5;

/**
 * A message that asks for nothing, to every confirmed place.
 * @throws ServiceError `rate_limited` after five in an hour
 */
export async function testChannels(context: Context, { accountId }: AccountRecord): Promise<void> {
  const retryAfterSeconds = await sendChannelTest(context.database, accountId, testsAnHour);
  if (retryAfterSeconds === 0) return;
  throw new ServiceError("rate_limited", `${testsAnHour} test messages were sent in the last hour.`, {
    action: "Look for them where your alarms go, in the spam folder too.",
    retryAfterSeconds,
  });
}

function requirePushKey({ keys }: Context) {
  const [key] = keys.webPush;
  if (!key) throw new ServiceError("upstream_unavailable", "This service has no notifications.");
  return key;
}

function assertEndpoint({ config }: Context, endpoint: string): void {
  const { hostname, protocol, username } = new URL(endpoint);
  if (username !== "" || (config.mode === "production" && (protocol !== "https:" || isPrivateHost(hostname)))) {
    throw new ServiceError("request_malformed", "The push service must be on the public internet, by https.", {
      action: "Use the subscription that the browser gave.",
    });
  }
}

function sendCode(context: Context, { target, channelId }: ChannelRecord, code: string): void {
  const mailer = createMailer(context.config);
  const [origin = ""] = context.config.origins;
  // Not waited for: a slow mail server is no reason to hold a request. A lost code can be asked for again.
  mailer
    ?.send({
      to: target,
      subject: `${context.config.name}: your code is ${code}`,
      text: [
        `Somebody wants the alarms of a wallet at ${origin} to go to this address.`,
        `If it is you, enter this code in the wallet: ${code}`,
        "It is good for 15 minutes. It opens nothing: it only shows that you read this address.",
        "If it is not you, do nothing.",
      ].join("\n\n"),
      messageId: `<code-${channelId.slice(2, 18)}-${context.now()}@${context.config.rpId}>`,
    })
    .catch((error: unknown) =>
      context.logger.warn({ err: error instanceof Error ? error.name : "unknown" }, "code not sent"),
    )
    .finally(() => mailer.close());
}

function describe({ channelId, kind, name, createdAt, confirmedAt }: ChannelRecord): Channel {
  return {
    channelId: Buffer.from(channelId.slice(2), "hex").toString("base64url"),
    ...{ kind, name },
    createdAt: createdAt.getTime(),
    isConfirmed: confirmedAt !== undefined,
  };
}

const createCode = (): string => String(randomInt(1_000_000)).padStart(6, "0");
const codeEnd = ({ now }: Context): Date => new Date(now() + codeLifetimeMs);
const hash = (code: string): Uint8Array => createHash("sha256").update(`tandem/channel-code/v1 ${code}`).digest();

function toId(text: string): Hex {
  const bytes = new Uint8Array(Buffer.from(text, "base64url"));
  if (bytes.length !== 16) throw unknown();
  return bytesToHex(bytes);
}

function unknown(): ServiceError {
  return new ServiceError("unknown_id", "There is no such place for alarms.");
}
