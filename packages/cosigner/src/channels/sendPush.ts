import { createECDH } from "node:crypto";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import webPush from "web-push";
import type { PushKeys } from "../store/index.ts";
import { createPublicAgent, isPrivateHost, PrivateAddressError } from "./createPublicAgent.ts";

export type SendPushParameters = {
  readonly subscription: { readonly endpoint: string; readonly keys: PushKeys };
  /** At most 3,000 bytes. */
  readonly payload: string;
  /** VAPID private key, a P-256 scalar of 32 bytes. */
  readonly secret: Uint8Array;
  /** Who may be asked about these messages (RFC 8292): an https or mailto URL. */
  readonly subject: string;
  /** RFC 8030: a newer message of the same topic replaces one that was not delivered yet. At most 32 characters. */
  readonly topic: string;
  readonly mode: "local" | "production";
};

const lifetimeSeconds = 24 * 3600;
const timeoutMs = 10_000;

/** The public key of a VAPID secret: an uncompressed point, base64url. */
export function getPushKey(secret: Uint8Array): string {
  const key = createECDH("prime256v1");
  key.setPrivateKey(secret);
  return key.getPublicKey("base64url", "uncompressed");
}

/**
 * One web push message: encrypted for the browser (RFC 8291), signed by the service (RFC 8292). Redirects are not
 * followed. In production the push service must have a public address, and be spoken to by https.
 *
 * @returns the push service's status.
 * @throws PrivateAddressError, or the network's error
 */
export async function sendPush(parameters: SendPushParameters): Promise<number> {
  const { subscription, payload, secret, subject, topic, mode } = parameters;
  const vapidDetails = {
    subject,
    publicKey: getPushKey(secret),
    privateKey: Buffer.from(secret).toString("base64url"),
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
