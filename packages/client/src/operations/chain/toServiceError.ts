import { BaseError } from "@tandem/protocol";
import { HttpRequestError, RpcRequestError, TimeoutError, BaseError as ViemError } from "viem";
import { InsufficientFundsError, OperationRefusedError, ServiceUnreachableError } from "../../errors.ts";

/** Maps what viem throws to our errors, once, at the boundary. Errors of ours pass unchanged. */
export function toServiceError(error: unknown, service: "chain" | "bundler"): Error {
  if (error instanceof BaseError) return error;
  if (!(error instanceof ViemError)) {
    return new ServiceUnreachableError({ service, ...(error instanceof Error && { cause: error }) });
  }
  const unreachable = error.walk((cause) => cause instanceof HttpRequestError || cause instanceof TimeoutError);
  if (unreachable) return new ServiceUnreachableError({ service, cause: error });
  const refused = error.walk((cause) => cause instanceof RpcRequestError);
  const reason = refused instanceof RpcRequestError ? refused.details : error.shortMessage;
  return isAboutFunds(reason) ? new InsufficientFundsError() : new OperationRefusedError({ reason, cause: error });
}

/** `ERC20InsufficientBalance` of ERC-6093, its older texts, and the EntryPoint's AA21 and AA31. */
function isAboutFunds(reason: string): boolean {
  return /e450d38c|ERC20InsufficientBalance|exceeds balance|insufficient (?:balance|funds)|AA21/i.test(reason);
}
