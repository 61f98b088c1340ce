/** An error in words for people: what happened, what to do, whether trying again can help. */
export type ErrorDescription = {
  readonly title: string;
  readonly action: string;
  /** True where the person simply closed the prompt of the passkey or wallet: shown as nothing, or as a quiet hint. */
  readonly cancelled: boolean;
  readonly retryable: boolean;
  /** True where going on could cost money: the interface stops and says so. */
  readonly alarm: boolean;
  /** The co-signer does not answer: there is a way without it. */
  readonly hasWayOut: boolean;
  /** Name of the rule that refused, if one did. */
  readonly rule?: string | undefined;
  /** For support: machine code and request id. */
  readonly code?: string | undefined;
  readonly requestId?: string | undefined;
};

type Words = Partial<Pick<ErrorDescription, "title" | "action" | "cancelled" | "retryable" | "alarm">>;

/** By class name, so that this file needs none of the code that throws them. */
const byName: Readonly<Record<string, Words>> = {
  PasskeyCancelledError: { title: "You closed the passkey prompt", action: "Nothing has changed.", cancelled: true },
  WalletCancelledError: {
    title: "You closed the wallet’s prompt",
    action: "Nothing was sent. Try again when you are ready.",
    cancelled: true,
  },
  PasskeyFailedError: { title: "Your passkey did not work" },
  PasswordError: { retryable: true },
  ServerIdentityChangedError: { alarm: true, retryable: false },
  CosignerMisbehavedError: { alarm: true },
  LogAlarmError: { alarm: true, retryable: false },
  VaultMissingError: { title: "This account lives only on the device that made it", retryable: false },
  OperationExpiredError: { title: "This review is too old to sign", action: "Check it once more, then confirm." },
  InsufficientFundsError: { title: "There is not enough in this account", retryable: false },
  OperationBusyError: { title: "Another tab is working on this payment" },
  ShareClosedError: { title: "Your confirmation has run out" },
  PolicyRefusedError: { title: "A rule of your account does not allow this", retryable: false },
  SponsorRefusedError: { title: "The network fee is not sponsored right now" },
  FaucetError: { title: "The faucet did not answer", action: "Wait a moment, then try again." },
  ChunkLoadError: { title: "Part of the wallet could not be loaded", action: "Check your connection and try again." },
};

/** Which part of the world did not answer. */
const byService: Readonly<Record<string, Words>> = {
  cosigner: { title: "The server cannot be reached" },
  chain: { title: "The network cannot be reached" },
  bundler: { title: "The network's relay cannot be reached" },
};

/** By the code of the service's problem document. */
const byCode: Readonly<Record<string, Words>> = {
  policy_refused: { title: "A rule of your account does not allow this", retryable: false },
  step_up_required: { title: "This needs your confirmation again" },
  account_frozen: { title: "This account is frozen", retryable: false },
  rate_limited: { title: "Too many tries", action: "Wait a minute, then try again." },
  clock_skew: { title: "This device's clock is wrong", action: "Set the clock of this device, then try again." },
  intent_conflict: { title: "Another payment is in the way", action: "Finish or discard the pending payment first." },
  unknown_id: { title: "The server does not know this device or account", action: "Sign in again with your passkey." },
  epoch_stale: { title: "This device's key part is out of date", action: "Sign in again with your passkey." },
  upstream_unavailable: {
    title: "The network cannot be reached right now",
    action: "Nothing is lost. Try again in a moment.",
  },
  internal: { title: "The server had a problem", action: "Nothing is lost. Try again in a moment." },
};

/** By the rule of a problem, where that says more than its code; what to do is the service's own advice. */
const byRule: Readonly<Record<string, Words>> = {
  "rotation-pending": { title: "The account's new key has not reached this network yet" },
  "recovery-missing": { title: "The account is not recovered on this network yet", retryable: false },
  "owner-replaced": { title: "Another key owns this account", alarm: true, retryable: false },
};

export function describeError(error: unknown): ErrorDescription {
  const problem = problemOf(error);
  const words: Words = {
    ...byName[nameOf(error)],
    ...byService[textOf(error, "service") ?? ""],
    ...(byRule[problem.rule ?? ""] ?? byCode[problem.code ?? ""]),
  };
  return {
    title: words.title ?? sentence(textOf(error, "shortMessage") ?? problem.detail) ?? "Something went wrong",
    action: words.action ?? problem.action ?? metaOf(error) ?? "Nothing is lost. Try again in a moment.",
    cancelled: words.cancelled ?? false,
    retryable: words.retryable ?? true,
    alarm: words.alarm ?? false,
    hasWayOut: textOf(error, "service") === "cosigner",
    rule: problem.rule ?? rulesOf(error),
    code: problem.code ?? (nameOf(error) || undefined),
    requestId: problem.requestId,
  };
}

export function isCancelled(error: unknown): boolean {
  return describeError(error).cancelled;
}

type Problem = { code?: string; detail?: string; action?: string; rule?: string; requestId?: string };

function problemOf(error: unknown): Problem {
  const problem = isObject(error) && isObject(error.problem) ? error.problem : undefined;
  if (!problem) return {};
  return Object.fromEntries(
    ["code", "detail", "action", "rule", "requestId"].flatMap((key) => {
      const value = problem[key];
      return typeof value === "string" ? [[key, value]] : [];
    }),
  );
}

function nameOf(error: unknown): string {
  return textOf(error, "name") ?? "";
}

function textOf(error: unknown, key: string): string | undefined {
  const value = isObject(error) ? error[key] : undefined;
  return typeof value === "string" && value !== "" ? value : undefined;
}

function metaOf(error: unknown): string | undefined {
  const lines = isObject(error) ? error.metaMessages : undefined;
  return Array.isArray(lines) && lines.length > 0 ? lines.map(String).join(" ") : undefined;
}

function rulesOf(error: unknown): string | undefined {
  const rules = isObject(error) ? error.rules : undefined;
  return Array.isArray(rules) && rules.length > 0 ? rules.map(String).join(", ") : undefined;
}

function sentence(text: string | undefined): string | undefined {
  return text?.replace(/\.$/, "");
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
