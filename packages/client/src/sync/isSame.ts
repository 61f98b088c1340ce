/** Whether two values of JSON are the same, whatever the order of their members. */
export function isSame(left: unknown, right: unknown): boolean {
  return toText(left) === toText(right);
}

function toText(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );
}
