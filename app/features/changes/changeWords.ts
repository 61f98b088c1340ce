/** Kinds of changes that wait, in plain words. */
const known: Readonly<Record<string, string>> = {
  loosening: "Looser rules for this account",
  unfreeze: "The account is unfrozen",
  guardians: "Other guardians",
  "first-guardians": "The first guardians",
  upgrade: "Other code for the account",
  rotation: "A new key for the account",
  kit: "A new backup kit",
  "kit-rotation": "Whoever has the backup kit replaces the key",
  "delete-data": "Your data is deleted from the service",
};

export function changeWords(kind: string): string {
  return known[kind] ?? kind.replaceAll("-", " ");
}
