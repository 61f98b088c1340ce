import { type Address, encodeDeployData, getCreate2Address, type Hex, keccak256 } from "viem";
import hardhatConfig from "../../hardhat.config.ts";
import type { Plan, Step } from "./plan.ts";
import { readArtifact } from "./readArtifact.ts";

/** CreateX, the same on every chain (https://github.com/pcaversaccio/createx). */
export const createXAddress: Address = "0xba5Ed099633D3B313e4D5F7bdc1305d3c28ba5Ed";

/**
 * The addresses that Ignition's `create2` strategy gives to a plan, by step id.
 *
 * CreateX hashes a salt that is not bound to a caller once more before it uses it ("guarded salt").
 * Throws ArtifactNotFoundError. A parameter that is asked for and missing is an error, too.
 */
export async function predictAddresses<const P extends Plan>(
  plan: P,
  parameters: Readonly<Record<string, Address>> = {},
): Promise<Record<P["steps"][number]["id"], Address>> {
  const addresses: Record<string, Address> = {};
  for (const step of plan.steps) addresses[step.id] = await predictAddress(step, addresses, parameters);
  return addresses;
}

async function predictAddress(
  step: Step,
  addresses: Readonly<Record<string, Address>>,
  parameters: Readonly<Record<string, Address>>,
): Promise<Address> {
  const { abi, bytecode } = await readArtifact(step);
  const find = (from: Readonly<Record<string, Address>>) => (name: string) => {
    const address = from[name];
    if (address === undefined) throw new TypeError(`${step.contract} needs "${name}", which is not known`);
    return address;
  };
  const args = step.args<Address>({ at: find(addresses), parameter: find(parameters) });
  return getCreate2Address({
    from: createXAddress,
    salt: keccak256(configuredSalt()),
    bytecode: encodeDeployData({ abi, bytecode, args }),
  });
}

function configuredSalt(): Hex {
  const salt = hardhatConfig.ignition?.strategyConfig?.create2?.salt;
  if (salt === undefined) throw new TypeError("hardhat.config.ts names no create2 salt");
  return salt as Hex; // Hardhat types it as a string and Ignition requires 32 bytes in hex.
}
