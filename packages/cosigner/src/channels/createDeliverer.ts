import { setTimeout as wait } from "node:timers/promises";
import { describeAlarm } from "@tandem/protocol";
import type { Context } from "../context.ts";
import {
  claimDeliveries,
  type Delivery,
  deleteChannel,
  deleteRemovedChannels,
  finishDelivery,
  retryDelivery,
} from "../store/index.ts";
import { createMailer, type Mailer } from "./createMailer.ts";
import { sendPush } from "./sendPush.ts";
import { createStopToken } from "./stopToken.ts";

export type Deliverer = { start(): void; stop(): Promise<void> };

const atOnce = 20;
const pauseMs = 500;
const maxAttempts = 12;

/** Delivers alarms to their channels, outside of any request. Every server runs one. */
export function createDeliverer(context: Context): Deliverer {
  const stopping = new AbortController();
  const mailer = createMailer(context.config);
  let loop: Promise<void> = Promise.resolve();
  return {
    start() {
      loop = work(context, mailer, stopping.signal);
    },
    async stop() {
      stopping.abort();
      await loop;
      mailer?.close();
    },
  };
}

async function work(context: Context, mailer: Mailer | undefined, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const deliveries = await claimDeliveries(context.database, atOnce);
      await Promise.all(deliveries.map((delivery) => deliver(context, mailer, delivery)));
      if (deliveries.length > 0) {
        await deleteRemovedChannels(context.database);
        continue;
      }
    } catch (error) {
      context.logger.warn({ err: error }, "alarm delivery paused");
    }
    await wait(pauseMs, undefined, { signal }).catch(() => {});
  }
}

async function deliver(context: Context, mailer: Mailer | undefined, delivery: Delivery): Promise<void> {
  const { deliveryId, attempts } = delivery;
  try {
    const outcome = delivery.kind === "push" ? await push(context, delivery) : await mail(context, mailer, delivery);
    count(context, delivery, outcome);
    if (outcome === "gone") return await deleteChannel(context.database, delivery.channelId);
    return await finishDelivery(context.database, deliveryId, "sent");
  } catch (error) {
    context.logger.warn({ kind: delivery.kind, attempts, err: nameOf(error) }, "alarm not delivered");
    count(context, delivery, attempts >= maxAttempts ? "failed" : "retried");
    if (attempts >= maxAttempts) return finishDelivery(context.database, deliveryId, "failed");
    await retryDelivery(context.database, deliveryId, Math.min(3600, 5 * 2 ** attempts));
  }
}

function count({ metrics }: Context, { kind }: Delivery, outcome: "failed" | "gone" | "retried" | "sent"): void {
  metrics.deliveries.inc({ kind, outcome });
}

/** Addresses of people and endpoints stay out of the log. */
function nameOf(error: unknown): string {
  return error instanceof Error ? ("code" in error ? String(error.code) : error.name) : "unknown";
}

async function push({ config, keys }: Context, delivery: Delivery): Promise<"gone" | "sent"> {
  const { title, text } = describeAlarm(delivery.alarmKind, delivery.facts);
  const { webPush } = keys;
  const key = webPush.find(({ version }) => version === delivery.keyVersion) ?? webPush[0];
  if (!key) throw new Error("The service has no web push key.");
  const status = await sendPush({
    subscription: { endpoint: delivery.target, keys: delivery.subscription ?? { p256dh: "", auth: "" } },
    payload: JSON.stringify({ title, body: text, tag: `alarm-${delivery.alarmId}`, url: "/alarms" }),
    key,
    subject: toContact(config),
    topic: `alarm-${delivery.alarmId}`,
    mode: config.mode,
  });
  if (status === 404 || status === 410) return "gone";
  if (status < 200 || status >= 300) throw new Error(`The push service answered ${status}.`);
  return "sent";
}

/** Whom a push service may write to. RFC 8292 section 2.1 knows mailto and https alone, and a local origin is neither. */
function toContact({ email, origins }: Context["config"]): string {
  if (email) return `mailto:${email.from}`;
  return origins.find((origin) => origin.startsWith("https:")) ?? "mailto:operator@localhost";
}

async function mail({ config }: Context, mailer: Mailer | undefined, delivery: Delivery): Promise<"sent"> {
  if (!mailer) throw new Error("No mail server is configured.");
  const { title, text } = describeAlarm(delivery.alarmKind, delivery.facts);
  const [origin = ""] = config.origins;
  const token = createStopToken(delivery);
  await mailer.send({
    to: delivery.target,
    subject: `${config.name}: ${title}`,
    text: [
      `Account: ${delivery.accountName}`,
      `${title}.`,
      text,
      `Open your wallet to see it and to act: ${origin}/alarms\nThis link changes nothing by itself.`,
      "We never ask for a code, a key or your backup by e-mail.",
      `Stop these messages: ${origin}/unsubscribe#${token}`,
    ].join("\n\n"),
    messageId: `<alarm-${delivery.deliveryId}@${config.rpId}>`,
    unsubscribeUrl: `${origin}/v1/channels/${token}/unsubscribe`,
  });
  return "sent";
}
