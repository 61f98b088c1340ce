/** Which account is shown and until when the wallet stays open. Kept in local storage: all tabs share it. */
export type Session = {
  readonly accountId: string | undefined;
  readonly openUntil: number;
  readonly autoLockMinutes: number;
};

export const autoLockChoices = [1, 2, 5, 10, 15] as const;
const storageKey = "tandem.session";
const defaults: Session = { accountId: undefined, openUntil: 0, autoLockMinutes: 5 };
const extendEveryMilliseconds = 5_000;
/** The wallet never stays open longer than this untouched, whatever the storage says. */
const longestMilliseconds = 15 * 60_000;

let cachedText: string | null = null;
let cached: Session = defaults;
const listeners = new Set<() => void>();

export function getSession(): Session {
  const text = window.localStorage.getItem(storageKey);
  if (text !== cachedText) {
    cachedText = text;
    cached = parse(text);
  }
  return cached;
}

export function getServerSession(): Session {
  return defaults;
}

export function subscribeSession(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", listener);
  };
}

export function openSession(accountId: string): void {
  write({ ...getSession(), accountId, openUntil: deadline(getSession()) });
}

export function closeSession(): void {
  write({ ...getSession(), openUntil: 0 });
}

export function selectAccount(accountId: string | undefined): void {
  write({ ...getSession(), accountId });
}

export function setAutoLockMinutes(autoLockMinutes: number): void {
  const session = { ...getSession(), autoLockMinutes };
  write({ ...session, openUntil: deadline(session) });
}

/** Something was touched: an open wallet stays open for another while. A locked one stays locked. */
export function extendSession(): void {
  const session = getSession();
  const next = deadline(session);
  if (session.openUntil > Date.now() && next - session.openUntil > extendEveryMilliseconds)
    write({ ...session, openUntil: next });
}

/**
 * Keeps an open wallet open untouched for a screen that is shown only once, at most 15 minutes. A locked one stays locked.
 *
 * @returns what ends it; then the chosen time counts again
 */
export function holdSession(): () => void {
  const session = getSession();
  if (session.openUntil > Date.now()) write({ ...session, openUntil: Date.now() + longestMilliseconds });
  return () => {
    const later = getSession();
    if (later.openUntil > Date.now()) write({ ...later, openUntil: deadline(later) });
  };
}

function deadline(session: Session): number {
  return Date.now() + session.autoLockMinutes * 60_000;
}

function write(session: Session): void {
  window.localStorage.setItem(storageKey, JSON.stringify(session));
  for (const listener of listeners) listener();
}

/** Storage may hold anything: what is not as written here falls back to a locked wallet. */
function parse(text: string | null): Session {
  if (text === null) return defaults;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null) return defaults;
    const { accountId, openUntil, autoLockMinutes } = value as Record<string, unknown>;
    const minutes = autoLockChoices.find((choice) => choice === autoLockMinutes) ?? defaults.autoLockMinutes;
    const latest = Date.now() + longestMilliseconds;
    return {
      accountId: typeof accountId === "string" ? accountId : undefined,
      openUntil: typeof openUntil === "number" && openUntil <= latest ? openUntil : 0,
      autoLockMinutes: minutes,
    };
  } catch {
    return defaults;
  }
}
