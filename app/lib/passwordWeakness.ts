const minLength = 10;
const minDistinctCharacters = 5;
const common = ["password", "passwort", "qwerty", "letmein", "12345", "abcde", "iloveyou", "tandem", "wallet"];

/** Why a password is too easy to guess, or undefined. Argon2id slows a guess down; it cannot save a trivial password. */
export function passwordWeakness(password: string): string | undefined {
  const lower = password.toLowerCase();
  if ([...password].length < minLength) return `Use at least ${minLength} characters.`;
  if (new Set(lower).size < minDistinctCharacters) return "Use more different characters.";
  const rest = common.reduce((text, word) => text.replaceAll(word, ""), lower);
  if ([...rest].length < minLength / 2) return "This is one of the first passwords somebody would try.";
  return undefined;
}
