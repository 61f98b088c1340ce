import { bytesToHex, RelayJob } from "@tandem/protocol";
import { ServiceError } from "../../errors.ts";
import { describeJob } from "../../relay/index.ts";
import { getRelayJob } from "../../store/index.ts";
import { defineRoute, type Route } from "../route.ts";

/** The relay account's queue. A job is named by 16 random bytes; who knows them may send its transaction themselves. */
export const relayRoutes: readonly Route[] = [
  defineRoute({
    method: "get",
    path: "/relay/jobs/{jobId}",
    summary: "A transaction of the relay account, ready for anybody to send",
    isSigned: false,
    response: RelayJob,
    handle: async (context, { params }) => {
      const bytes = new Uint8Array(Buffer.from(params.jobId ?? "", "base64url"));
      const job = bytes.length === 16 ? await getRelayJob(context.database, { jobId: bytesToHex(bytes) }) : undefined;
      if (!job) throw new ServiceError("unknown_id", "There is no such job.");
      return describeJob(context, job);
    },
  }),
];
