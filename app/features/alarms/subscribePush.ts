import type { PushSubscriptionJson } from "@tandem/client";
import { PushSubscription } from "@tandem/protocol";

/** Notifications cannot be turned on here; the message says what to do. */
class PushUnavailableError extends Error {
  override readonly name = "PushUnavailableError";
}

/**
 * Asks the browser for permission and subscribes it to web push.
 *
 * @throws PushUnavailableError
 */
export async function subscribePush(key: string): Promise<PushSubscriptionJson> {
  if (!("serviceWorker" in navigator) || !("PushManager" in window)) {
    throw new PushUnavailableError("This browser has no notifications. Use e-mail, or another browser.");
  }
  if ((await Notification.requestPermission()) !== "granted") {
    throw new PushUnavailableError("Notifications are blocked for this site. Allow them in the browser's settings.");
  }
  const registration = await navigator.serviceWorker.getRegistration();
  if (!registration?.active) {
    throw new PushUnavailableError("Notifications are not ready yet. Reload the page and try again.");
  }
  const subscription = await registration.pushManager
    .subscribe({ userVisibleOnly: true, applicationServerKey: key })
    .catch(() => undefined);
  if (!subscription) throw new PushUnavailableError("The browser could not reach its push service. Try again later.");
  const { endpoint, keys } = subscription.toJSON();
  return PushSubscription.parse({ endpoint, keys });
}
