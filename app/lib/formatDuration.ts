/** "2 days 3 hours", "5 hours 10 minutes", "40 seconds": the two largest units of a time to come. */
export function formatDuration(seconds: number): string {
  const left = Math.max(0, Math.floor(seconds));
  if (left < 60) return count(left, "second");
  const minutes = Math.ceil(left / 60);
  if (minutes < 60) return count(minutes, "minute");
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return join(count(hours, "hour"), minutes % 60, "minute");
  return join(count(Math.floor(hours / 24), "day"), hours % 24, "hour");
}

function join(first: string, rest: number, unit: string): string {
  return rest === 0 ? first : `${first} ${count(rest, unit)}`;
}

function count(value: number, unit: string): string {
  return `${value} ${unit}${value === 1 ? "" : "s"}`;
}
