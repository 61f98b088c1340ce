/** Whether a text may be a name such as `alice.eth`: labels with dots between them, and no address. */
export function isNameLike(text: string): boolean {
  return !/^0x/i.test(text) && /^[^\s.]+(\.[^\s.]+)+$/.test(text);
}
