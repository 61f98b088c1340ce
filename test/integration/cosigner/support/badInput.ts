import { Problem } from "@tandem/protocol";
import fc from "fast-check";
import { expect } from "vitest";
import type { OpenApiDocument, Operation } from "../../../support/openApi.ts";
import type { SignedCall } from "./createDevice.ts";

export type Endpoint = {
  readonly method: string;
  /** As documented. */
  readonly name: string;
  /** With ids in it. */
  readonly path: string;
  readonly operation: Operation;
};

export function listEndpoints({ paths }: OpenApiDocument, fillIn: (path: string) => string): readonly Endpoint[] {
  return Object.entries(paths).flatMap(([name, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      method: method.toUpperCase(),
      name,
      path: fillIn(name),
      operation,
    })),
  );
}

export const isSigned = ({ operation }: Endpoint) => operation.security !== undefined;
export const bodySchema = ({ operation }: Endpoint) => operation.requestBody?.content["application/json"]?.schema;
export const isRpc = ({ name }: Endpoint) => name.startsWith("/paymaster");

/** A refusal as it must be, whatever was wrong. */
export async function readRefusal(response: Response, endpoint: Endpoint): Promise<Problem> {
  const json = (await response.json()) as { error?: { data: unknown } };
  const problem = Problem.parse(isRpc(endpoint) ? json.error?.data : json);
  expect(problem.action.length).toBeGreaterThan(10);
  expect(problem.detail.length).toBeGreaterThan(5);
  expect(JSON.stringify(problem)).not.toMatch(/node_modules|\.ts\b|SELECT|postgres/i);
  return problem;
}

export async function request({ url, method, headers, body }: SignedCall): Promise<Response> {
  return fetch(url, { method, headers, ...(body ? { body: new Uint8Array(body) } : {}) });
}

/** Spoils one place of a JSON value; places are counted through. */
export function spoil(value: unknown, place: number, wrong: unknown): unknown {
  let index = place;
  const visit = (part: unknown): unknown => {
    if (index-- === 0) return wrong;
    if (Array.isArray(part)) return part.map(visit);
    if (typeof part !== "object" || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([name, member]) => [name, visit(member)]));
  };
  return visit(value);
}

export const wrongValues = fc.oneof(
  fc.constantFrom<unknown>(null, true, -1, 1e308, 0.5, "", "0x", "\u202e\u0000", "x".repeat(5000), [], {}, [[[[[]]]]], {
    __proto__: null,
    constructor: { prototype: {} },
  }),
  fc.jsonValue({ maxDepth: 3 }),
);
