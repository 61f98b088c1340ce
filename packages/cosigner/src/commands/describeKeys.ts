import { type KeyTimes, keyPurposes } from "../keys/index.ts";
import { type KeyDirectory, listKeys } from "./keyDirectory.ts";

type DescribeParameters = KeyDirectory & {
  readonly nowMs: number;
  /** Rows by KEK version, where the database is known. */
  readonly rows: ReadonlyMap<number, number> | undefined;
  readonly isJson: boolean;
};

/** Lines of `keys status`: a key a line, newest first within its purpose; `*` marks the one in use. */
export async function describeKeys(parameters: DescribeParameters): Promise<readonly string[]> {
  const { nowMs, rows, isJson } = parameters;
  const { files, set } = await listKeys(parameters);
  const sealed = new Set(
    files.filter((file) => "sealed" in file).map(({ purpose, version }) => `${purpose}.v${version}`),
  );
  const items = keyPurposes.flatMap((purpose) =>
    set.all
      .filter((key) => key.purpose === purpose)
      .map((key) => {
        const name = `${purpose}.v${key.version}`;
        return {
          key: name,
          state: set.state(key, nowMs),
          isInUse: set.current(purpose, nowMs) === key,
          since: sinceOf(key.times, nowMs),
          origin: key.origin,
          secret: sealed.has(name) ? "sealed" : "file",
          ...(purpose === "kek" && rows ? { rows: rows.get(key.version) ?? 0 } : {}),
          ...(key.times.reason ? { reason: key.times.reason } : {}),
        };
      }),
  );
  if (isJson) return [JSON.stringify(items)];
  return items.map(({ key, state, isInUse, since, secret, rows: count, reason }) =>
    [
      `${isInUse ? "*" : " "} ${key.padEnd(14)}`,
      state.padEnd(8),
      `since ${since}`.padEnd(31),
      secret.padEnd(6),
      count === undefined ? "" : `${count} rows`,
      reason ?? "",
    ]
      .join(" ")
      .trimEnd(),
  );
}

/** The latest of its times that has come; of a pending key, the one that will. */
function sinceOf({ activeFrom, retiredAt, revokedAt }: KeyTimes, nowMs: number): string {
  const past = [revokedAt, retiredAt, activeFrom].filter((ms) => ms !== undefined && ms <= nowMs);
  const since = past[0] ?? activeFrom;
  return since === undefined ? "its creation" : new Date(since).toISOString();
}
