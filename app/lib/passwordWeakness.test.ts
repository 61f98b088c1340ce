import { describe, expect, test } from "vitest";
import { passwordWeakness } from "./passwordWeakness";

describe("passwordWeakness", () => {
  test.each(["short", "aaaaaaaaaaaa", "1212121212", "password12", "Qwerty12345", "tandemwallet1"])(
    "error: %s is too easy",
    (password) => expect(passwordWeakness(password)).toBeDefined(),
  );

  test.each(["seven grey herons", "Zx9!kq-Lm2", "ελαφρύς άνεμος"])("behavior: %s will do", (password) =>
    expect(passwordWeakness(password)).toBeUndefined(),
  );
});
