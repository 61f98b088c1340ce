const minuteMs = 60_000;

/** "1 d 3 h", "24 h", "23 h 59 min", "12 min", "under a minute". */
export function formatCountdown(milliseconds: number): string {
  const minutes = Math.ceil(Math.max(0, milliseconds) / minuteMs);
  if (minutes <= 1) return "under a minute";
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60)];
  // A day is the wait that people are told of as 24 hours.
  if (days === 1 && hours === 0) return "24 h";
  if (days > 0) return hours > 0 ? `${days} d ${hours} h` : `${days} d`;
  if (hours === 0) return `${minutes} min`;
  return minutes % 60 > 0 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
}
