// Controls, bidirectional overrides and invisible characters: they can reorder or hide what follows them.
const deceptive = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]/gu;

/**
 * Text that somebody else wrote (token names, account names) made safe to show in a line: no control, reordering or
 * invisible characters, at most `maxLength` characters. React escapes the markup.
 */
export function untrustedText(text: string, maxLength = 40): string {
  const characters = [...text.replace(deceptive, "").replace(/\s+/gu, " ").trim()];
  return characters.length > maxLength ? `${characters.slice(0, maxLength - 1).join("")}…` : characters.join("");
}
