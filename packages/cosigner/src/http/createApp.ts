import { randomUUID } from "node:crypto";
import type { HttpBindings } from "@hono/node-server";
import { AccountId, type ErrorStatus, errorCodes, type Problem } from "@tandem/protocol";
import { Hono, type Context as HonoContext } from "hono";
import { cors } from "hono/cors";
import type { Hex } from "viem";
import type { Context } from "../context.ts";
import { ServiceError } from "../errors.ts";
import { authenticate, type SignedRequest, takeNonce } from "./authenticate.ts";
import { clientAddress } from "./clientAddress.ts";
import { isLoopback, toNetwork } from "./clientNetwork.ts";
import { createOpenApiDocument } from "./openApi.ts";
import { parseJson } from "./parseJson.ts";
import { createRateLimiter } from "./rateLimit.ts";
import { readBody } from "./readBody.ts";
import type { Route } from "./route.ts";
import { accountRoutes } from "./routes/accounts.ts";
import { channelRoutes } from "./routes/channels.ts";
import { deviceRoutes } from "./routes/devices.ts";
import { guardRoutes } from "./routes/guard.ts";
import { guardianRoutes } from "./routes/guardians.ts";
import { kitRoutes } from "./routes/kits.ts";
import { logRoutes } from "./routes/log.ts";
import { policyRoutes } from "./routes/policy.ts";
import { recoveryRoutes } from "./routes/recovery.ts";
import { refreshRoutes } from "./routes/refresh.ts";
import { relayRoutes } from "./routes/relay.ts";
import { rotationRoutes } from "./routes/rotation.ts";
import { serviceRoutes } from "./routes/service.ts";
import { signingRoutes } from "./routes/signing.ts";
import { createTestHookRoutes } from "./routes/testHooks.ts";
import { toProblem } from "./toProblem.ts";

type Environment = { Bindings: Partial<HttpBindings> };
type Hc = HonoContext<Environment>;

/** Everything the HTTP side needs beside the service itself. */
export type CreateAppParameters = {
  readonly context: Context;
  /** `host[:port]` values a signed request may name, known once the port is. */
  readonly authorities: () => readonly string[];
};

/** The service as a Web handler. Every failure leaves it as an RFC 9457 problem. */
export function createApp({ context, authorities }: CreateAppParameters): Hono<Environment> {
  const { config } = context;
  const app = new Hono<Environment>();
  const routes = [
    ...serviceRoutes,
    ...accountRoutes,
    ...guardRoutes,
    ...channelRoutes,
    ...policyRoutes,
    ...refreshRoutes,
    ...rotationRoutes,
    ...deviceRoutes,
    ...guardianRoutes,
    ...kitRoutes,
    ...signingRoutes,
    ...logRoutes,
    ...recoveryRoutes,
    ...relayRoutes,
    ...(context.hooks ? createTestHookRoutes(context.hooks) : []),
  ];
  const limiter = createRateLimiter({ perMinute: config.rateLimitPerMinute, now: context.now });
  app.use(
    "/v1/*",
    cors({
      origin: [...config.origins],
      allowMethods: ["GET", "POST", "PUT"],
      allowHeaders: ["content-type", "content-digest", "signature", "signature-input"],
      exposeHeaders: ["retry-after", "request-id"],
      maxAge: 600,
    }),
  );
  for (const route of routes) {
    const handler = (c: Hc) => handle({ context, authorities, limiter, route }, c);
    app.on(route.method.toUpperCase(), `/v1${toPattern(route.path)}`, handler);
    // Health for orchestrators, which know nothing of versions.
    if (/^\/(healthz|readyz)$/.test(route.path)) app.get(route.path, handler);
  }
  // Made when first asked for: it takes longer than the rest of a start.
  let document: object | undefined;
  app.get("/v1/openapi.json", (c) => {
    document ??= createOpenApiDocument(routes.filter(({ path }) => !path.startsWith("/test/")));
    return c.json(document);
  });
  app.get("/metrics", async (c) => {
    c.header("content-type", context.metrics.registry.contentType);
    return c.body(await context.metrics.registry.metrics());
  });
  app.notFound((c) => answerUnknown(context, c));
  app.onError((error, c) => answerError({ context, requestId: randomUUID(), route: undefined }, c, error));
  return app;
}

/** Hono's form of a path: `:name`, and `:name{.+}` for the rest of it. */
function toPattern(path: string): string {
  return path.replaceAll(/\{(\w+)(\+?)\}/g, (_, name, rest) => (rest ? `:${name}{.+}` : `:${name}`));
}

type Exchange = {
  readonly context: Context;
  readonly authorities: () => readonly string[];
  readonly limiter: ReturnType<typeof createRateLimiter>;
  readonly route: Route;
};

/** One request from its first byte to its answer, as a span where traces are on. */
function handle(exchange: Exchange, c: Hc): Promise<Response> {
  const { method, path } = exchange.route;
  const attributes = { "http.request.method": method.toUpperCase(), "http.route": `/v1${path}` };
  return exchange.context.tracing.span(`${method.toUpperCase()} /v1${path}`, attributes, async (span) => {
    const response = await answerRequest(exchange, c);
    const requestId = response.headers.get("request-id") ?? "";
    span.set({ "http.response.status_code": response.status, "tandem.request_id": requestId });
    return response;
  });
}

async function answerRequest(exchange: Exchange, c: Hc): Promise<Response> {
  const { context, route } = exchange;
  const requestId = randomUUID();
  const startMs = performance.now();
  let signed: SignedRequest | undefined;
  let response: Response;
  try {
    const peer = c.env.incoming?.socket.remoteAddress ?? "127.0.0.1";
    const forwarded = c.req.header("x-forwarded-for") ?? null;
    const client = clientAddress(peer, forwarded, context.config.trustedProxies);
    exchange.limiter.take(client);
    const body = await readBody(c.req.raw, route.maxBodyBytes);
    if (route.isSigned) {
      context.fence.assertOpen();
      signed = await authenticate(context, { request: c.req.raw, body, authorities: exchange.authorities() });
      exchange.limiter.takeKey(client, signed.keyId);
      if (!isLoopback(client)) await countAccount(exchange, c, { client, keyId: signed.keyId });
      if (!route.takesNonce) await takeNonce(context, signed);
    }
    const network = isLoopback(client) ? undefined : toNetwork(client);
    const result = await dispatch(exchange, { c, body, signed, network, requestId });
    response = answer(c, route, result);
  } catch (error) {
    response = await answerFailure(exchange, c, { error, signed, requestId });
  }
  const seconds = (performance.now() - startMs) / 1000;
  const { status } = response;
  context.metrics.requests.observe({ method: route.method, route: route.path, status: String(status) }, seconds);
  context.logger.info({
    requestId,
    method: route.method,
    route: route.path,
    status,
    ms: Math.round(seconds * 1e4) / 10,
  });
  response.headers.set("request-id", requestId);
  // A client that keeps its connection would find it closed in the middle of its next request.
  if (context.state.isDraining) response.headers.set("connection", "close");
  return response;
}

/** Only what a device of the account asks counts for it; who asks as a stranger is counted as address and key. */
async function countAccount(
  { context, limiter }: Exchange,
  c: Hc,
  { client, keyId }: { readonly client: string; readonly keyId: Hex },
): Promise<void> {
  const { data: accountId } = AccountId.safeParse(c.req.param("accountId"));
  if (!accountId) return;
  const account = await context.accounts.get(accountId);
  if (account?.record.devices.some((device) => device.keyId === keyId)) limiter.takeAccount(client, accountId);
}

type Received = {
  readonly c: Hc;
  readonly body: Uint8Array;
  readonly signed: SignedRequest | undefined;
  readonly network: string | undefined;
  readonly requestId: string;
};

/** An unsigned route never looks at `signed`. */
const nobody: SignedRequest = { keyId: "0x", nonce: "", created: 0, nonceTaken: true };

async function dispatch(
  { context, route }: Exchange,
  { c, body, signed, network, requestId }: Received,
): Promise<unknown> {
  const json = route.request ? parseJson(body) : undefined;
  const parsed = route.request?.parse(json);
  const url = new URL(c.req.url);
  const result = await route.handle(context, {
    params: c.req.param(),
    query: url.searchParams,
    body: parsed,
    signed: signed ?? nobody,
    network,
    requestId,
  });
  return route.isJsonRpc ? { jsonrpc: "2.0", id: readRpcId(json), result } : result;
}

function answer(c: Hc, route: Route, result: unknown): Response {
  if (result instanceof Response) return result;
  c.header("cache-control", "no-store");
  return route.response ? c.json(result) : c.body(null, 204);
}

/** A refused request consumes its nonce all the same; a replay of it is refused as a replay. */
async function answerFailure(
  { context, route }: Exchange,
  c: Hc,
  { error, signed, requestId }: { error: unknown; signed: SignedRequest | undefined; requestId: string },
): Promise<Response> {
  try {
    if (signed) await takeNonce(context, signed);
    return await answerError({ context, requestId, route }, c, error, signed !== undefined);
  } catch (second) {
    return answerError({ context, requestId, route }, c, second, signed !== undefined);
  }
}

async function answerError(
  { context, requestId, route }: { context: Context; requestId: string; route: Route | undefined },
  c: Hc,
  error: unknown,
  isAuthenticated = false,
): Promise<Response> {
  const problem = await toProblem(context, error, requestId);
  if (problem.code === "internal")
    context.logger.error({ requestId, route: route?.path, err: error }, "internal error");
  else context.logger.debug({ requestId, code: problem.code, rule: problem.rule, err: error }, "refused");
  if (error instanceof ServiceError && error.retryAfterSeconds !== undefined) {
    c.header("retry-after", String(error.retryAfterSeconds));
  }
  c.header("cache-control", "no-store");
  if (!route?.isJsonRpc) return c.json(problem, errorCodes[problem.code], problemHeaders);
  const rpcError = { jsonrpc: "2.0", id: null, error: { code: -32_000, message: problem.detail, data: problem } };
  // Once the caller is known the transport has worked, and JSON-RPC carries its errors over 200.
  return c.json(rpcError, isAuthenticated ? 200 : errorCodes[problem.code]);
}

const problemHeaders = { "content-type": "application/problem+json" };

async function answerUnknown(context: Context, c: Hc): Promise<Response> {
  const error = new ServiceError("unknown_id", "There is nothing at this address.", {
    action: "See /v1/openapi.json.",
  });
  const problem: Problem = await toProblem(context, error, randomUUID());
  const status: ErrorStatus = errorCodes[problem.code];
  return c.json(problem, status, problemHeaders);
}

function readRpcId(json: unknown): unknown {
  return typeof json === "object" && json !== null && "id" in json ? json.id : null;
}
