import { StartupError } from "../errors.ts";
import type { KeyPurpose, StoredKey } from "./keyFile.ts";
import { type KeyState, type KeyStates, type KeyTimes, toKeyState } from "./keyStates.ts";

export type DatedKey = StoredKey & { readonly times: KeyTimes };

/** Keys of one directory, asked for what may be used at a moment. */
export type KeySet = {
  readonly all: readonly DatedKey[];
  state(key: DatedKey, nowMs: number): KeyState;
  /** Newest first, in one of the states. */
  list(purpose: KeyPurpose, states: readonly KeyState[], nowMs: number): readonly DatedKey[];
  /** The newest active one. */
  current(purpose: KeyPurpose, nowMs: number): DatedKey | undefined;
  /** @throws StartupError when none is active. */
  require(purpose: KeyPurpose, nowMs: number): DatedKey;
  /** The version, unless it is revoked. */
  find(purpose: KeyPurpose, version: number, nowMs: number): DatedKey | undefined;
};

export function createKeySet(keys: readonly StoredKey[], states: KeyStates): KeySet {
  const all = keys
    .map((key) => ({ ...key, times: states.get(`${key.purpose}.v${key.version}`) ?? {} }))
    .sort((a, b) => b.version - a.version);
  const state = (key: DatedKey, nowMs: number) => toKeyState(key.times, nowMs);
  const set: KeySet = {
    all,
    state,
    list: (purpose, wanted, nowMs) =>
      all.filter((key) => key.purpose === purpose && wanted.includes(state(key, nowMs))),
    current: (purpose, nowMs) => all.find((key) => key.purpose === purpose && state(key, nowMs) === "active"),
    require(purpose, nowMs) {
      const key = set.current(purpose, nowMs);
      if (key) return key;
      throw new StartupError(`The key directory has no ${purpose} key that is active.`, [
        "Set TANDEM_KEYS_DIR, or make one: node packages/cosigner/src/main.ts keys rotate <purpose> --after 0",
      ]);
    },
    find: (purpose, version, nowMs) =>
      all.find((key) => key.purpose === purpose && key.version === version && state(key, nowMs) !== "revoked"),
  };
  return set;
}
