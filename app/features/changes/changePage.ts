import type { AccountWait } from "@tandem/client";

/** Where a change that was announced is carried out, once it may be. What takes effect by itself has no such page. */
const pages: Readonly<Record<string, string>> = {
  "first-guardians": "/guardians",
  guardians: "/guardians",
  kit: "/kit",
  rotation: "/new-key",
};
/** Only the device that asked may carry these out. */
const ownOnly = new Set(["kit", "rotation"]);

export function changePage({ kind, isOwn }: Pick<AccountWait, "kind" | "isOwn">): string | undefined {
  if (ownOnly.has(kind) && !isOwn) return undefined;
  return Object.hasOwn(pages, kind) ? pages[kind] : undefined;
}
