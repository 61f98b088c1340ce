import type { UserOperation } from "@tandem/protocol";
import { createClient, type Hex, hexToBigInt, http } from "viem";
import type { Chain } from "../settlement/index.ts";

export type RelayGas = {
  readonly callGasLimit: bigint;
  readonly verificationGasLimit: bigint;
  readonly preVerificationGas: bigint;
};

type WireOperation = UserOperation & { readonly signature: Hex };

/** What the relay asks a bundler. */
export type Bundler = {
  estimate(operation: WireOperation): Promise<RelayGas>;
  send(operation: WireOperation): Promise<void>;
  /** The bundler's own price where it has one: it refuses less. */
  price(): Promise<{ readonly maxFeePerGas: bigint; readonly maxPriorityFeePerGas: bigint } | undefined>;
};

/** The chain's bundler, or undefined where none is configured. */
export function createBundler({ bundler, entryPoint }: Chain): Bundler | undefined {
  if (bundler === undefined) return undefined;
  const client = createClient({ transport: http(bundler, { retryCount: 0, timeout: 15_000 }) });
  // Extension methods of bundlers are not in viem's types.
  const request = client.request as (call: { method: string; params: readonly unknown[] }) => Promise<unknown>;
  return {
    async estimate(operation) {
      const estimate = await request({ method: "eth_estimateUserOperationGas", params: [operation, entryPoint] });
      return {
        callGasLimit: readQuantity(estimate, "callGasLimit"),
        verificationGasLimit: readQuantity(estimate, "verificationGasLimit"),
        preVerificationGas: readQuantity(estimate, "preVerificationGas"),
      };
    },
    async send(operation) {
      await request({ method: "eth_sendUserOperation", params: [operation, entryPoint] });
    },
    async price() {
      const answer = await request({ method: "pimlico_getUserOperationGasPrice", params: [] }).catch(() => undefined);
      const standard =
        typeof answer === "object" && answer !== null && "standard" in answer ? answer.standard : undefined;
      if (standard === undefined) return undefined;
      return {
        maxFeePerGas: readQuantity(standard, "maxFeePerGas"),
        maxPriorityFeePerGas: readQuantity(standard, "maxPriorityFeePerGas"),
      };
    },
  };
}

/** The bundler's price, else the chain's. */
export async function getFees({ client }: Chain, bundler: Bundler) {
  return (await bundler.price()) ?? (await client.estimateFeesPerGas());
}

function readQuantity(source: unknown, name: string): bigint {
  const value = typeof source === "object" && source !== null ? (source as Record<string, unknown>)[name] : undefined;
  if (typeof value !== "string" || !/^0x[0-9a-fA-F]{1,32}$/.test(value))
    throw new TypeError(`The bundler gave no ${name}.`);
  return hexToBigInt(value as Hex); // checked above
}
