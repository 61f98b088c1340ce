import { OpenAPIHono, type RouteConfig, z } from "@hono/zod-openapi";
import { Problem } from "@tandem/protocol";
import type { Route } from "./route.ts";

type Content = NonNullable<NonNullable<RouteConfig["request"]>["body"]>["content"];
type SchemaObject = NonNullable<Exclude<NonNullable<Content["application/json"]>, { $ref: string }>["schema"]>;

/** The OpenAPI 3.1 document, from the very schemas that check what arrives. */
export function createOpenApiDocument(routes: readonly Route[]): object {
  const builder = new OpenAPIHono();
  for (const route of routes) builder.openAPIRegistry.registerPath(toRouteConfig(route));
  builder.openAPIRegistry.registerComponent("securitySchemes", "requestSignature", {
    type: "http",
    scheme: "signature",
    description: "RFC 9421 HTTP message signature by the device's P-256 request key; see packages/protocol/README.md",
  });
  return builder.getOpenAPI31Document({
    openapi: "3.1.0",
    info: { title: "Tandem co-signer", version: "1", description: "Errors are RFC 9457 problems." },
    servers: [{ url: "/v1" }],
  });
}

function toRouteConfig({
  method,
  summary,
  isSigned,
  isJsonRpc,
  request,
  response,
  produces,
  ...route
}: Route): RouteConfig {
  const path = route.path.replace("+}", "}");
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? "");
  return {
    method,
    path,
    summary,
    ...(isSigned ? { security: [{ requestSignature: [] }] } : {}),
    request: {
      ...(names.length > 0 ? { params: z.object(Object.fromEntries(names.map((name) => [name, z.string()]))) } : {}),
      ...(request
        ? { body: { required: true, content: { "application/json": { schema: toJsonSchema(request) } } } }
        : {}),
    },
    responses: isJsonRpc
      ? toRpcResponses(toJsonSchema(response))
      : {
          ...(produces ? { 200: { description: "Done", content: { [produces]: { schema: z.string() } } } } : {}),
          ...(response
            ? { 200: { description: "Done", content: { "application/json": { schema: toJsonSchema(response) } } } }
            : produces
              ? {}
              : { 204: { description: "Done" } }),
          default: {
            description: "Refused",
            content: { "application/problem+json": { schema: toJsonSchema(Problem) } },
          },
        },
  };
}

/** JSON-RPC 2.0: results and, once the caller is known, errors over 200; other refusals in the same form. */
function toRpcResponses(result: object): RouteConfig["responses"] {
  const envelope = (name: "error" | "result", schema: object) => ({
    type: "object",
    properties: { jsonrpc: { type: "string", enum: ["2.0"] }, id: {}, [name]: schema },
    required: ["jsonrpc", "id", name],
  });
  const failure = envelope("error", {
    type: "object",
    properties: { code: { type: "integer" }, message: { type: "string" }, data: toJsonSchema(Problem) },
    required: ["code", "message", "data"],
  });
  const done = { anyOf: [envelope("result", result), failure] };
  const json = (schema: object) => ({ "application/json": { schema: schema as SchemaObject } }); // as in toJsonSchema
  return {
    200: { description: "Done, or refused", content: json(done) },
    default: { description: "Refused", content: json(failure) },
  };
}

/**
 * A schema as it is on the wire, by zod's own conversion: what has a default may be left out. Routes carry zod schemas or,
 * for health answers, a bare parser.
 */
function toJsonSchema(schema: unknown): SchemaObject {
  if (typeof schema !== "object" || schema === null || !("_zod" in schema)) return { type: "object" };
  const { $schema: _, ...json } = z.toJSONSchema(schema as z.ZodType, { io: "input", unrepresentable: "any" }); // has zod's mark
  return json as SchemaObject; // OpenAPI 3.1 is JSON Schema 2020-12
}
