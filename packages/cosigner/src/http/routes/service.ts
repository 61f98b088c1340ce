import { Config } from "@tandem/protocol";
import { ServiceError } from "../../errors.ts";
import { defineRoute, type Route } from "../route.ts";

const anything = { parse: (input: unknown) => input };

export const serviceRoutes: readonly Route[] = [
  defineRoute({
    method: "get",
    path: "/config",
    summary: "What a page needs to know of this host",
    isSigned: false,
    response: Config,
    handle: async ({ publicConfig }) => publicConfig,
  }),
  defineRoute({
    method: "get",
    path: "/healthz",
    summary: "The process is alive",
    isSigned: false,
    response: anything,
    handle: async () => ({ status: "ok" }),
  }),
  defineRoute({
    method: "get",
    path: "/readyz",
    summary: "Database, chains and log can be used, and the server is not stopping",
    isSigned: false,
    response: anything,
    handle: async (context) => {
      if (context.state.isDraining) throw new ServiceError("upstream_unavailable", "The server is stopping.");
      context.fence.assertOpen();
      await context.database.query({ name: "ready", text: "SELECT 1" }, []).catch((cause: unknown) => {
        throw new ServiceError("upstream_unavailable", "The database cannot be reached.", {
          cause,
          retryAfterSeconds: 2,
        });
      });
      for (const chain of context.chains.all) chain.head();
      await context.log.getCheckpoint();
      return { status: "ok" };
    },
  }),
];
