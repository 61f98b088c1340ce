import { z } from "zod";
import { ActionProof } from "./actions.ts";
import { base64url, DisplayName, OpaqueId, TimestampMs } from "./primitives.ts";

/** A person's e-mail address: one `@`, no spaces, no control characters. */
export const EmailAddress = z
  .string()
  .max(254)
  .regex(/^[^\s@<>"(),:;\\[\]\p{Cc}]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,187}[A-Za-z0-9])?$/u);
export type EmailAddress = z.infer<typeof EmailAddress>;

/** A browser's push subscription (RFC 8030, RFC 8291). */
export const PushSubscription = z.strictObject({
  endpoint: z.url({ protocol: /^https?$/ }).max(1024),
  keys: z.strictObject({ p256dh: base64url(88), auth: base64url(24) }),
});
export type PushSubscription = z.infer<typeof PushSubscription>;

export const NewChannel = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("email"), address: EmailAddress }),
  z.strictObject({ kind: z.literal("push"), name: DisplayName, subscription: PushSubscription }),
]);
export type NewChannel = z.infer<typeof NewChannel>;

/** `POST /accounts/{id}/channels` → Channel; action `add-channel` with body `{ channel }`. E-mail needs its code then. */
export const AddChannelRequest = z.strictObject({ channel: NewChannel, proof: ActionProof });
export type AddChannelRequest = z.infer<typeof AddChannelRequest>;

/** Where alarms go. */
export const Channel = z.object({
  channelId: OpaqueId,
  kind: z.enum(["email", "push"]),
  /** The e-mail address, or the name of the browser. */
  name: z.string().max(254),
  createdAt: TimestampMs,
  /** False until the code that was sent there came back. */
  isConfirmed: z.boolean(),
});
export type Channel = z.infer<typeof Channel>;

/** `GET /accounts/{id}/channels`. */
export const Channels = z.object({
  channels: z.array(Channel).max(16),
  /** Whether this service can send e-mail. */
  hasEmail: z.boolean(),
  /** VAPID key (RFC 8292), uncompressed P-256 point, for `PushManager.subscribe`. */
  pushKey: base64url(88),
});
export type Channels = z.infer<typeof Channels>;

/** `POST /accounts/{id}/channels/{channelId}/confirm` → Channel. */
export const ConfirmChannelRequest = z.strictObject({ code: z.string().regex(/^[0-9]{6}$/) });
export type ConfirmChannelRequest = z.infer<typeof ConfirmChannelRequest>;

/** `POST /accounts/{id}/channels/{channelId}/remove`; action `remove-channel` with body `{ channelId }`. */
export const RemoveChannelRequest = z.strictObject({ proof: ActionProof });
export type RemoveChannelRequest = z.infer<typeof RemoveChannelRequest>;
