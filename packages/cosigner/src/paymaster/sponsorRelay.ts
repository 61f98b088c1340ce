import type { UserOperation } from "@tandem/protocol";
import type { Context } from "../context.ts";
import type { Chain } from "../settlement/index.ts";
import { signSponsorship, stubPaymasterData } from "./signSponsorship.ts";

/** Validation of the SponsorPaymaster with its storage cold; it has no postOp. */
export const paymasterGas = { paymasterVerificationGasLimit: "0xea60", paymasterPostOpGasLimit: "0x1" } as const;

type Sponsorship = Required<
  Pick<UserOperation, "paymaster" | "paymasterData" | "paymasterVerificationGasLimit" | "paymasterPostOpGasLimit">
>;

/** Paymaster fields for an estimate, with a signature of nobody. */
export function stubSponsorship({ sponsorPaymaster }: Chain, validUntil: number): Sponsorship {
  return { paymaster: sponsorPaymaster, paymasterData: stubPaymasterData(0, validUntil), ...paymasterGas };
}

/** Sponsors an operation of the relay account. Its budget is the relay's own. */
export async function sponsorRelay(
  { sponsors }: Pick<Context, "sponsors">,
  { chain, userOperation, validUntil }: { chain: Chain; userOperation: UserOperation; validUntil: number },
): Promise<UserOperation> {
  const { chainId, sponsorPaymaster: paymaster } = chain;
  const open = { ...userOperation, paymaster, ...paymasterGas };
  const signer = sponsors.signer(chainId);
  const paymasterData = await signSponsorship({
    ...{ signer, chainId, paymaster, validUntil },
    userOperation: { ...open, paymasterData: "0x" },
    validAfter: 0,
  });
  return { ...open, paymasterData };
}
