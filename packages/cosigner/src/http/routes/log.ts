import { Cursor, Decisions, LogRestores, parseTilePath, tileWidth } from "@tandem/protocol";
import { listDecisions } from "../../audit/index.ts";
import { getAccount } from "../../doors/index.ts";
import { ServiceError } from "../../errors.ts";
import { defineRoute, type Route } from "../route.ts";
import { callerOf } from "./accounts.ts";

/** The log as https://c2sp.org/tlog-tiles serves it, for anybody; and to each owner what their own leaves stand for. */
export const logRoutes: readonly Route[] = [
  defineRoute({
    method: "get",
    path: "/log/checkpoint",
    summary: "The audit log's signed checkpoint",
    isSigned: false,
    produces: "text/plain; charset=utf-8",
    handle: async ({ log }) => {
      const headers = { "content-type": "text/plain; charset=utf-8", "cache-control": "no-cache" };
      return new Response(await log.getCheckpoint(), { headers });
    },
  }),
  defineRoute({
    method: "get",
    path: "/log/tile/{tile+}",
    summary: "A tile of the audit log's tree, or a bundle of its entries",
    isSigned: false,
    produces: "application/octet-stream",
    handle: async ({ log }, { params }) => {
      const tile = parseTilePath(params.tile ?? "");
      const bytes = tile && (await log.readTile(tile));
      if (!bytes) throw new ServiceError("unknown_id", "The log has no such tile.");
      // Full ones stay as they are; a declared restore is the one thing that may put another tile in a path.
      const caching = tile.width === tileWidth ? "public, max-age=86400" : "no-cache";
      const headers = { "content-type": "application/octet-stream", "cache-control": caching };
      return new Response(Uint8Array.from(bytes), { headers });
    },
  }),
  defineRoute({
    method: "get",
    path: "/log/restores",
    summary: "Declared restores, each with its place in the audit log",
    isSigned: false,
    response: LogRestores,
    handle: async ({ log }) => ({ items: await log.listRestores() }),
  }),
  defineRoute({
    method: "get",
    path: "/accounts/{accountId}/decisions",
    summary: "What was decided about the account, with the salt of each leaf, newest first",
    isSigned: true,
    response: Decisions,
    handle: async (context, call) => {
      const caller = callerOf(call);
      await getAccount(context, caller);
      const cursor = Cursor.optional().parse(call.query.get("cursor") ?? undefined);
      return listDecisions(context.database, caller.accountId, cursor);
    },
  }),
];
