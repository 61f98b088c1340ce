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
    summary: "Database and chains can be reached",
    isSigned: false,
    response: anything,
    handle: async (context) => {
      await context.database.query({ name: "ready", text: "SELECT 1" }, []).catch((cause: unknown) => {
        throw new ServiceError("upstream_unavailable", "The database cannot be reached.", {
          cause,
          retryAfterSeconds: 2,
        });
      });
      for (const chain of context.chains.all) chain.head();
      return { status: "ok" };
    },
  }),
];
