import {
  CreateSignatureRequest,
  CreateSignatureResponse,
  PaymasterData,
  PaymasterRequest,
  PreviewRequest,
  PreviewResponse,
} from "@tandem/protocol";
import { ServiceError } from "../../errors.ts";
import { getData, getStubData } from "../../paymaster/index.ts";
import { cosign, preview } from "../../signing/index.ts";
import { defineRoute, type Route } from "../route.ts";
import { callerOf } from "./accounts.ts";

export const signingRoutes: readonly Route[] = [
  defineRoute({
    method: "post",
    path: "/accounts/{accountId}/preview",
    summary: "What the policy says to a request",
    isSigned: true,
    request: PreviewRequest,
    response: PreviewResponse,
    handle: (context, call) => preview(context, callerOf(call), call.body),
  }),
  defineRoute({
    method: "post",
    path: "/accounts/{accountId}/signatures",
    summary: "One co-signature: the request and the device's commitments in, commitments and share out",
    isSigned: true,
    takesNonce: true,
    request: CreateSignatureRequest,
    response: CreateSignatureResponse,
    handle: async (context, call) => {
      const { signed, body } = call;
      try {
        return await cosign(context, {
          accountId: callerOf(call).accountId,
          body,
          nonce: signed,
          onNonceTaken: () => {
            signed.nonceTaken = true;
          },
        });
      } catch (error) {
        context.metrics.cosignatures.inc({ outcome: error instanceof ServiceError ? error.code : "internal" });
        throw error;
      }
    },
  }),
  defineRoute({
    method: "post",
    path: "/paymaster/{chainId}",
    summary: "ERC-7677 paymaster of this service",
    isSigned: true,
    isJsonRpc: true,
    request: PaymasterRequest,
    response: PaymasterData,
    handle: async (context, { params, body, signed, network }) => {
      const chainId = /^[1-9][0-9]{0,15}$/.test(params.chainId ?? "") ? Number(params.chainId) : 0;
      const parameters = { chainId, keyId: signed.keyId, request: body, network };
      return body.method === "pm_getPaymasterData" ? getData(context, parameters) : getStubData(context, parameters);
    },
  }),
];
