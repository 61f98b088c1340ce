import { afterEach, describe, expect, test, vi } from "vitest";
import { createTestContext } from "../../testing/createTestContext.ts";
import { createMemoryStorage } from "../storage/index.ts";
import { changeBook, readBook } from "./guardianBook.ts";

const accountId = "0x01";
const member = (digit: string) =>
  ({ name: digit, signer: `0x${digit.repeat(40)}`, salt: `0x${digit.repeat(64)}`, addedAt: 1 }) as const;

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("changeBook", () => {
  test("behavior: changes of two tabs at once are all kept", async () => {
    // Node has the real Web Locks; only pages have a window.
    vi.stubGlobal("window", {});
    const storage = createMemoryStorage();
    const tabs = [createTestContext({ storage }), createTestContext({ storage })];
    await Promise.all(
      ["1", "2", "3", "4"].map((digit, index) =>
        changeBook(tabs[index % 2] ?? createTestContext(), accountId, (book) => ({
          ...book,
          draft: [...book.draft, member(digit)],
        })),
      ),
    );
    const { draft } = await readBook(createTestContext({ storage }), accountId);
    expect(draft.map(({ name }) => name).sort()).toEqual(["1", "2", "3", "4"]);
  });

  test("behavior: a change that changes nothing writes nothing, and a failed one leaves the book as it was", async () => {
    const storage = createMemoryStorage();
    const context = createTestContext({ storage });
    await changeBook(context, accountId, (book) => book);
    expect(await storage.list("guardians")).toEqual([]);
    await changeBook(context, accountId, (book) => ({ ...book, draft: [member("1")] }));
    const failing = changeBook(context, accountId, () => {
      throw new TypeError("no");
    });
    await expect(failing).rejects.toThrow("no");
    expect((await readBook(context, accountId)).draft).toEqual([member("1")]);
  });
});
