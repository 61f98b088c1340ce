/** An absolute URL in its normal form, or undefined. (`URL.parse` is missing from browsers still in use.) */
export function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}
