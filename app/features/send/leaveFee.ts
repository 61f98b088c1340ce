/** Fees move between two looks at the network. */
const marginPercent = 25n;

/** What of a balance can be sent while the network fee stays in the account; undefined where nothing is left. */
export function leaveFee(parameters: { balance: bigint; feeWei: bigint }): bigint | undefined {
  const { balance, feeWei } = parameters;
  const rest = balance - (feeWei * (100n + marginPercent)) / 100n;
  return rest > 0n ? rest : undefined;
}
