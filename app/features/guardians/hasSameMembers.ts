type Named = { readonly signer: string };

/** The same guardians, in whatever order. */
export function hasSameMembers(left: readonly Named[], right: readonly Named[]): boolean {
  return left.length === right.length && left.every(({ signer }) => right.some((other) => other.signer === signer));
}
