import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import webPush from "web-push";
import type { WebPushKey } from "../keys/index.ts";
import type { PushKeys } from "../store/index.ts";
import { createPublicAgent, isPrivateHost, PrivateAddressError } from "./createPublicAgent.ts";

export type SendPushParameters = {
  readonly subscription: { readonly endpoint: string; readonly keys: PushKeys };
  /** At most 3,000 bytes. */
  readonly payload: string;
  /** VAPID key that the subscription was made for. */
  readonly key: Pick<WebPushKey, "publicKey" | "secret">;
  /** Who may be asked about these messages (RFC 8292): an https or mailto URL. */
  readonly subject: string;
  /** RFC 8030: a newer message of the same topic replaces one that was not delivered yet. At most 32 characters. */
  readonly topic: string;
  readonly mode: "local" | "production";
};

const lifetimeSeconds = 24 * 3600;
const timeoutMs = 10_000;

/**
 * One web push message: encrypted for the browser (RFC 8291), signed by the service (RFC 8292). Redirects are not
 * followed. In production the push service must have a public address, and be spoken to by https.
 *
 * @returns the push service's status.
 * @throws PrivateAddressError, or the network's error
 */
export async function sendPush(parameters: SendPushParameters): Promise<number> {
  const { subscription, payload, key, subject, topic, mode } = parameters;
  const vapidDetails = {
    subject,
    publicKey: Buffer.from(key.publicKey).toString("base64url"),
    privateKey: Buffer.from(key.secret).toString("base64url"),
  };
  const details = webPush.generateRequestDetails(subscription, payload, {
    ...{ vapidDetails, topic, TTL: lifetimeSeconds, urgency: "high" },
    contentEncoding: "aes128gcm",
  });
  const url = new URL(details.endpoint);
  if (mode === "production" && (url.protocol !== "https:" || isPrivateHost(url.hostname)))
    throw new PrivateAddressError();
  const agent = createPublicAgent(url.protocol, mode);
  const send = url.protocol === "http:" ? httpRequest : httpsRequest;
  return new Promise((resolve, reject) => {
    const request = send(
      url,
      {
        method: "POST",
        headers: { ...details.headers },
        agent,
        timeout: timeoutMs,
        signal: AbortSignal.timeout(timeoutMs),
      },
      (response) => {
        response.resume();
        response.on("end", () => resolve(response.statusCode ?? 0));
        response.on("error", reject);
      },
    );
    request.on("error", reject);
    request.end(details.body);
  });
}
