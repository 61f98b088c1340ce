import type { Alarm, Channel, Channels } from "@tandem/protocol";
import type { AccountParameters } from "../types.ts";

export type NewAlarmChannel =
  | { readonly kind: "email"; readonly address: string }
  | { readonly kind: "push"; readonly name: string; readonly subscription: PushSubscriptionJson };

/** `PushSubscription.toJSON()` of a browser. */
export type PushSubscriptionJson = {
  readonly endpoint: string;
  readonly keys: { readonly p256dh: string; readonly auth: string };
};

/** What the owner is told, and where else to tell it. */
export type AlarmActions = {
  /** Newest first, at most 100. */
  getAlarms(parameters: AccountParameters): Promise<readonly Alarm[]>;
  markAlarmsSeen(parameters: AccountParameters & { readonly lastAlarmId: string }): Promise<void>;
  getChannels(parameters: AccountParameters): Promise<Channels>;
  /** Adds a place for alarms, with a passkey. An e-mail address counts once its code is confirmed. */
  addChannel(parameters: AccountParameters & { readonly channel: NewAlarmChannel }): Promise<Channel>;
  confirmChannel(parameters: ChannelParameters & { readonly code: string }): Promise<Channel>;
  resendChannelCode(parameters: ChannelParameters): Promise<void>;
  /** With a passkey. */
  removeChannel(parameters: ChannelParameters): Promise<void>;
  /** A message to every confirmed place. */
  testChannels(parameters: AccountParameters): Promise<void>;
};

export type ChannelParameters = AccountParameters & { readonly channelId: string };
