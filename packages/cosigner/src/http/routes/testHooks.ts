import { AccountId, bytesToHex } from "@tandem/protocol";
import { z } from "zod";
import { elapse } from "../../store/index.ts";
import type { TestHooks } from "../../testHooks.ts";
import { defineRoute, type Route } from "../route.ts";

const Pause = z.strictObject({
  point: z.enum(["after-reserve", "inside-release"]),
  count: z.int().min(0).max(1000),
});
const Elapse = z.strictObject({ accountId: AccountId, seconds: z.int().min(1).max(100_000_000) });
const anything = { parse: (input: unknown) => input };

/** Only mounted when the test hooks exist: TANDEM_TEST_HOOKS=1 in local mode. */
export function createTestHookRoutes(hooks: TestHooks): readonly Route[] {
  return [
    defineRoute({
      method: "post",
      path: "/test/pause",
      summary: "Hold the next requests at a point until the process is killed",
      isSigned: false,
      request: Pause,
      response: anything,
      handle: async (_context, { body }) => {
        hooks.arm(body.point, body.count);
        return { armed: body };
      },
    }),
    defineRoute({
      method: "post",
      path: "/test/elapse",
      summary: "Move everything that an account waits for into the past",
      isSigned: false,
      request: Elapse,
      response: anything,
      handle: async (context, { body }) => {
        await elapse(context.database, body.accountId, body.seconds);
        return { elapsed: body };
      },
    }),
    defineRoute({
      method: "get",
      path: "/test/secrets",
      summary: "Every secret this process has held",
      isSigned: false,
      response: anything,
      handle: async (context) => ({
        secrets: [
          ...context.keys.exportSecrets().map(({ name, secret }) => ({ name, hex: bytesToHex(secret) })),
          ...hooks.secrets(),
        ],
      }),
    }),
    defineRoute({
      method: "post",
      path: "/test/leak",
      summary: "Write one secret to the log on purpose",
      isSigned: false,
      response: anything,
      handle: async (context) => {
        const planted = hooks.secrets().find(({ name }) => name === "server share") ?? hooks.secrets()[0];
        context.logger.warn({ planted: planted?.hex ?? "nothing held yet" }, "planted by the leak test");
        return { planted: planted?.name ?? null };
      },
    }),
  ];
}
