const minuteMs = 60_000;

/** "23 h 59 min", "12 min", "under a minute". */
export function formatCountdown(milliseconds: number): string {
  const minutes = Math.ceil(Math.max(0, milliseconds) / minuteMs);
  if (minutes <= 1) return "under a minute";
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60)];
  if (days > 0) return `${days} d ${hours} h`;
  return hours > 0 ? `${hours} h ${minutes % 60} min` : `${minutes} min`;
}
