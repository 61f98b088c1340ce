import { PaymasterData, PaymasterError, PaymasterStubData, type PaymasterUserOperation } from "@tandem/protocol";
import { numberToHex } from "viem";
import type { ClientContext } from "../../context.ts";
import { CosignerMisbehavedError } from "../../errors.ts";
import { type RequestKey, sendSignedRequest } from "../../requests/index.ts";
import type { Chain } from "../chain/index.ts";

export type SponsorRefusal = { readonly reason: string; readonly action: string; readonly code: string };

/** The paymaster's answer, or its refusal: a refusal is no failure, the account may pay itself. */
export type PaymasterAnswer<data> = { readonly data: data } | { readonly refusal: SponsorRefusal };

export type RequestPaymasterParameters = {
  readonly chain: Chain;
  readonly key: RequestKey;
  readonly operation: PaymasterUserOperation;
};

/** ERC-7677 `pm_getPaymasterStubData`: values for gas estimation, or an early refusal. */
export function requestPaymasterStub(context: ClientContext, parameters: RequestPaymasterParameters) {
  return request(context, { ...parameters, method: "pm_getPaymasterStubData", schema: PaymasterStubData });
}

/** ERC-7677 `pm_getPaymasterData`: the sponsorship signed over the finished operation. */
export function requestPaymasterData(context: ClientContext, parameters: RequestPaymasterParameters) {
  return request(context, { ...parameters, method: "pm_getPaymasterData", schema: PaymasterData });
}

type Request<data> = RequestPaymasterParameters & {
  readonly method: "pm_getPaymasterStubData" | "pm_getPaymasterData";
  readonly schema: { readonly parse: (value: unknown) => data };
};

async function request<data>(context: ClientContext, parameters: Request<data>): Promise<PaymasterAnswer<data>> {
  const { chain, key, operation, method, schema } = parameters;
  const { config } = chain;
  return sendSignedRequest(context, {
    key,
    method: "POST",
    path: new URL(config.paymasterUrl, context.baseUrl).href,
    body: {
      jsonrpc: "2.0",
      id: 1,
      method,
      params: [operation, config.entryPoint, numberToHex(config.chainId), null],
    },
    schema: { parse: (json) => parseAnswer(json, schema) },
  });
}

function parseAnswer<data>(json: unknown, schema: Request<data>["schema"]): PaymasterAnswer<data> {
  if (typeof json !== "object" || json === null) throw new CosignerMisbehavedError("no JSON-RPC answer");
  if ("error" in json) {
    const { message, data } = PaymasterError.parse(json.error);
    const action = data?.action ?? "Try again later.";
    return { refusal: { reason: data?.detail ?? message, action, code: data?.code ?? "upstream_unavailable" } };
  }
  return { data: schema.parse("result" in json ? json.result : undefined) };
}
