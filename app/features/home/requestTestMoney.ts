import type { Address } from "viem";

/** The test network's faucet gave nothing. */
class FaucetError extends Error {
  override readonly name = "FaucetError";
}

export async function requestTestMoney(parameters: { url: string; owner: Address }): Promise<void> {
  const answer = await fetch(parameters.url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    credentials: "omit",
    body: JSON.stringify({ address: parameters.owner }),
  }).catch((cause: unknown) => {
    throw new FaucetError("The faucet cannot be reached", { cause });
  });
  if (!answer.ok) throw new FaucetError(`The faucet answered ${answer.status}`);
}
