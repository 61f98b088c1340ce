import pino, { type Logger } from "pino";

export type { Logger };

type CreateLoggerParameters = {
  readonly level: string;
  /** File to append to; standard error where absent (standard output carries only the `ready` line). */
  readonly file?: string | undefined;
};

/**
 * Names under which a secret could ever be passed to the logger by mistake. The service logs no bodies and no headers
 * at all; this list is the second line behind that rule, not the first.
 */
const secretNames = [
  "secret",
  "secretKey",
  "privateKey",
  "signingShare",
  "share",
  "sealedShare",
  "sealed",
  "plaintext",
  "dataKey",
  "kek",
  "nonces",
  "keyPackage",
  "password",
  "connectionString",
  "databaseUrl",
  "authorization",
  "signature",
  "assertion",
  "registration",
  "body",
  "headers",
];

/** Structured JSON logs with secrets censored by name, and errors reduced to class, message and stack frames. */
export function createLogger({ level, file }: CreateLoggerParameters): Logger {
  return pino(
    {
      level,
      base: { service: "cosigner" },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: secretNames.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: "[redacted]" },
      serializers: { err: serializeError, error: serializeError },
    },
    pino.destination({ dest: file ?? 2, sync: false, mkdir: true }),
  );
}

type LoggedError = { name: string; message: string; code?: string; stack?: string; cause?: LoggedError };

/**
 * Only fields that are known to be harmless. A driver's error has `detail`, `where` and `parameters` that quote rows
 * and values; they are left out on purpose.
 */
function serializeError(error: unknown, depth = 0): LoggedError {
  if (!(error instanceof Error)) return { name: typeof error, message: "not an Error" };
  const { name, message, stack, cause } = error;
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  const frames = stack
    ?.split("\n")
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 12)
    .join("\n");
  return {
    name,
    message: hideKeys(message).slice(0, 500),
    ...(code === undefined ? {} : { code }),
    ...(frames ? { stack: frames } : {}),
    ...(cause !== undefined && depth < 3 ? { cause: serializeError(cause, depth + 1) } : {}),
  };
}

/** Of a URL only where it leads. A node's or bundler's often holds an API key, and its errors quote it. */
function hideKeys(message: string): string {
  return message.replaceAll(/\b(?:https?|wss?|postgres(?:ql)?):\/\/[^\s"'`]+/gi, (text) => {
    if (!URL.canParse(text)) return "[url]";
    const { protocol, host } = new URL(text);
    return `${protocol}//${host}`;
  });
}
