/** What the server must know before the first paint. Nothing here identifies anybody. */
export const themeCookie = "tandem_theme";
export const deviceCookie = "tandem_device";

export type Theme = "system" | "light" | "dark";

export function parseTheme(value: string | undefined): Theme {
  return value === "light" || value === "dark" ? value : "system";
}

/** Applies the appearance at once and keeps it for the next visit. */
export function setTheme(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  writeCookie(themeCookie, theme === "system" ? undefined : theme);
}

export function currentTheme(): Theme {
  return parseTheme(document.documentElement.dataset.theme);
}

/** Remembers that this browser holds an account, so that its next first paint is the wallet, not the welcome. */
export function setExpectsAccount(expected: boolean): void {
  writeCookie(deviceCookie, expected ? "1" : undefined);
}

function writeCookie(name: string, value: string | undefined): void {
  const lifetimeSeconds = value === undefined ? 0 : 365 * 24 * 60 * 60;
  const secure = window.location.protocol === "https:" ? "; Secure" : "";
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Firefox and Safari
  document.cookie = `${name}=${value ?? ""}; Path=/; Max-Age=${lifetimeSeconds}; SameSite=Strict${secure}`;
}
