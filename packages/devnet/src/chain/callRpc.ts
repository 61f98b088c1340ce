import { BaseError } from "@tandem/protocol";
import { z } from "zod";

const answerSchema = z.object({ result: z.unknown(), error: z.object({ message: z.string() }).optional() });

/** One JSON-RPC call, for methods that viem does not know. */
export async function callRpc(url: string, method: string, params: readonly unknown[] = []): Promise<unknown> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
    signal: AbortSignal.timeout(20_000),
  });
  const answer = answerSchema.parse(await response.json());
  if (answer.error) throw new BaseError(`${method} failed: ${answer.error.message}`);
  return answer.result;
}
