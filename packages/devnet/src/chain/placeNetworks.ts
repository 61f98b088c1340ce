import { join } from "node:path";
import { findFreeNumbers } from "../ports.ts";
import type { Ports } from "../types.ts";

/** The chain that always runs. */
const mainChainId = 31337;

/** A chain of the stack and the bundler that serves it: where they listen and keep their files. */
export type Network = {
  readonly chainId: number;
  readonly name: string;
  /** Tells its logs and steps from those of the main chain, which has none. */
  readonly suffix: string;
  readonly directory: string;
  readonly ports: Pick<Ports, "chain" | "bundler">;
  /** Where its test money comes from. */
  readonly faucetUrl?: string;
};

export type PlaceNetworksParameters = {
  readonly dataDirectory: string;
  readonly ports: Ports;
  readonly otherChains: readonly number[];
};

/** The main chain as it always was, and each of the others in a folder of its own, on ports that are free now. */
export async function placeNetworks(parameters: PlaceNetworksParameters): Promise<readonly [Network, ...Network[]]> {
  const { dataDirectory, ports, otherChains } = parameters;
  const main = { chainId: mainChainId, name: "Tandem local", suffix: "", directory: dataDirectory, ports };
  const numbers = await findFreeNumbers(2 * otherChains.length, Object.values(ports));
  const others = otherChains.map((chainId, index) => {
    const [chain = 0, bundler = 0] = numbers.slice(2 * index);
    const directory = join(dataDirectory, `chain-${chainId}`);
    return { chainId, name: `Tandem local ${chainId}`, suffix: `-${chainId}`, directory, ports: { chain, bundler } };
  });
  return [{ ...main, faucetUrl: "/faucet" }, ...others];
}
