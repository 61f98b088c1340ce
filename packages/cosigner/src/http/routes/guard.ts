import { Alarms, CancelWaitRequest, Waits } from "@tandem/protocol";
import { z } from "zod";
import { assertActionProof, requireAccount } from "../../doors/index.ts";
import { ServiceError } from "../../errors.ts";
import { cancelWait, listAlarms, listWaits, markAlarmsSeen } from "../../store/index.ts";
import { defineRoute, type Route } from "../route.ts";
import { callerOf } from "./accounts.ts";

const SeenRequest = z.strictObject({ lastAlarmId: z.string().regex(/^[1-9][0-9]{0,15}$/) });

/** What guards an account: alarms, and the waits in which a change can still be stopped. */
export const guardRoutes: readonly Route[] = [
  defineRoute({
    method: "get",
    path: "/accounts/{accountId}/alarms",
    summary: "What the owner was told, newest first",
    isSigned: true,
    response: Alarms,
    handle: async (context, call) => {
      const { accountId } = await requireAccount(context, callerOf(call));
      return { alarms: await listAlarms(context.database, accountId) };
    },
  }),
  defineRoute({
    method: "post",
    path: "/accounts/{accountId}/alarms/seen",
    summary: "The user has seen the alarms up to this one",
    isSigned: true,
    request: SeenRequest,
    handle: async (context, call) => {
      const { accountId } = await requireAccount(context, callerOf(call));
      await markAlarmsSeen(context.database, accountId, Number(call.body.lastAlarmId));
    },
  }),
  defineRoute({
    method: "get",
    path: "/accounts/{accountId}/waits",
    summary: "Changes that have not taken effect yet",
    isSigned: true,
    response: Waits,
    handle: async (context, call) => {
      const { accountId } = await requireAccount(context, callerOf(call));
      return { waits: await listWaits(context.database, accountId) };
    },
  }),
  defineRoute({
    method: "post",
    path: "/accounts/{accountId}/waits/{waitId}/cancel",
    summary: "Stop a change before it takes effect",
    isSigned: true,
    request: CancelWaitRequest,
    handle: async (context, call) => {
      const record = await requireAccount(context, callerOf(call));
      const { waitId = "" } = call.params;
      await assertActionProof(context, { record, action: "cancel-wait", body: { waitId }, proof: call.body.proof });
      if (!(await cancelWait(context.database, record.accountId, waitId))) {
        throw new ServiceError("unknown_id", "There is no such change to stop.", {
          action: "It has taken effect, was stopped, or has run out. Look at the account's alarms.",
        });
      }
    },
  }),
];
