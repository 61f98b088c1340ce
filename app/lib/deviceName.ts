/** How this device is listed, e.g. "Chrome on Android". A rough guess for the person, never used for a decision. */
export function deviceName(userAgent: string = navigator.userAgent): string {
  const browser = firstMatch(userAgent, [
    ["Edg/", "Edge"],
    ["OPR/", "Opera"],
    ["Firefox/", "Firefox"],
    ["Chrome/", "Chrome"],
    ["Safari/", "Safari"],
  ]);
  const system = firstMatch(userAgent, [
    ["iPhone", "iPhone"],
    ["iPad", "iPad"],
    ["Android", "Android"],
    ["Mac OS", "Mac"],
    ["Windows", "Windows"],
    ["Linux", "Linux"],
  ]);
  return `${browser ?? "Browser"} on ${system ?? "this device"}`;
}

function firstMatch(text: string, entries: readonly (readonly [string, string])[]): string | undefined {
  return entries.find(([part]) => text.includes(part))?.[1];
}
