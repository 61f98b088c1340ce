import type { PushSubscriptionJson } from "@tandem/client";
import { PushSubscription } from "@tandem/protocol";
import { PushUnavailableError } from "@/features/alarms/PushUnavailableError";

/**
 * Asks the browser for permission and subscribes it to web push.
 *
 * @throws PushUnavailableError
 */
export async function subscribePush(key: string): Promise<PushSubscriptionJson> {
  if (!("serviceWorker" in navigator) || !("PushManager" in window)) throw new PushUnavailableError("unsupported");
  if ((await Notification.requestPermission()) !== "granted") throw new PushUnavailableError("blocked");
  const registration = await navigator.serviceWorker.getRegistration();
  if (!registration?.active) throw new PushUnavailableError("not-ready");
  const subscription = await registration.pushManager
    .subscribe({ userVisibleOnly: true, applicationServerKey: key })
    .catch(() => undefined);
  if (!subscription) throw new PushUnavailableError("unreachable");
  const { endpoint, keys } = subscription.toJSON();
  return PushSubscription.parse({ endpoint, keys });
}
