import { type ClassValue, clsx } from "clsx";

/** Joins class names. Components own their look; callers add layout only, so nothing has to be merged. */
export function cn(...values: ClassValue[]): string {
  return clsx(values);
}
