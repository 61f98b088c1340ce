import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { peekState, SecretState, takeState } from "./SecretState.ts";

const create = () => {
  const secret = Uint8Array.of(0xde, 0xad, 0xbe, 0xef);
  return { secret, state: new SecretState({ secret }, (content) => content.secret.fill(0)) };
};

describe("SecretState", () => {
  test("behavior: the content can be taken once", () => {
    const { secret, state } = create();
    expect(peekState(state)?.secret).toBe(secret);
    expect(takeState(state)?.secret).toBe(secret);
    expect(takeState(state)).toBeUndefined();
    expect(peekState(state)).toBeUndefined();
  });

  test("behavior: discard erases and may be called twice", () => {
    const { secret, state } = create();
    state.discard();
    state.discard();
    expect([...secret]).toEqual([0, 0, 0, 0]);
    expect(takeState(state)).toBeUndefined();
  });

  test("behavior: nothing of the content can be serialised, cloned, listed or printed", () => {
    const { state } = create();
    expect(JSON.stringify({ state })).toBe('{"state":"[secret]"}');
    expect(inspect(state, { showHidden: true, depth: 10 })).not.toMatch(/222|173|dead/i);
    expect(String(state)).not.toMatch(/222|173|dead/i);
    expect(Object.values({ ...state })).toEqual([]);
    expect(Reflect.ownKeys(state)).toEqual([]);
    expect(takeState(structuredClone({ ...state }) as unknown as typeof state)).toBeUndefined();
    expect(takeState(Object.create(state) as typeof state)).toBeUndefined();
  });

  test("error: anything else has no content", () => {
    for (const value of [undefined, null, 1, {}, [], "[secret]"]) {
      expect(takeState(value as unknown as SecretState<object>)).toBeUndefined();
    }
  });
});
