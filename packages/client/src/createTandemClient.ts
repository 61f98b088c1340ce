import type { CreateTandemClientParameters, TandemClient } from "./types.ts";

export function createTandemClient(_parameters: CreateTandemClientParameters): TandemClient {
  throw new Error("unfinished");
}
