const withService = [
  "/activity",
  "/alarms",
  "/export",
  "/guardians",
  "/kit",
  "/new-key",
  "/security",
  "/send",
  "/settings/limits",
];

/** Whether a page is about what the server keeps or signs. */
export function needsService(path: string): boolean {
  return withService.some((place) => path === place || path.startsWith(`${place}/`));
}
