import { createTransport } from "nodemailer";
import type { CosignerConfig } from "../config.ts";

export type Mail = {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** Unique to the message and the same in every try, so that a mail program shows a repeated one once. */
  readonly messageId: string;
  /** RFC 8058: an https URL that a POST unsubscribes. */
  readonly unsubscribeUrl?: string | undefined;
};

export type Mailer = { send(mail: Mail): Promise<void>; close(): void };

/** Sends mail over the configured server; undefined where there is none. */
export function createMailer({ email, name }: Pick<CosignerConfig, "email" | "name">): Mailer | undefined {
  if (!email) return undefined;
  const transport = createTransport({
    url: email.smtpUrl,
    pool: true,
    maxConnections: 2,
    connectionTimeout: 10_000,
    socketTimeout: 20_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  } as Parameters<typeof createTransport>[0]); // pool and url together are not in its types
  return {
    async send({ to, subject, text, messageId, unsubscribeUrl }) {
      await transport.sendMail({
        from: { name, address: email.from },
        to: { name: "", address: to },
        ...{ subject, text, messageId },
        headers: {
          "Auto-Submitted": "auto-generated",
          ...(unsubscribeUrl && {
            "List-Unsubscribe": { prepared: true, value: `<${unsubscribeUrl}>` },
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
          }),
        },
      });
    },
    close: () => transport.close(),
  };
}
