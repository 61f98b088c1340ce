import { type Address, type Hex, hexToBytes, isAddressEqual, type PublicClient, pad, parseAbi, toHex } from "viem";
import type { DeployReturnType } from "./deploy.ts";
import { type Step, samplesPlan, tandemPlan } from "./plan.ts";
import { readArtifact } from "./readArtifact.ts";

export type VerifyDeploymentParameters = {
  readonly client: PublicClient;
  readonly deployment: DeployReturnType;
  readonly paymasterOwner: Address;
  readonly paymasterSigner: Address;
};

/** A contract on the chain is not the one that was compiled, or holds other values than it was given. */
export class DeploymentMismatchError extends Error {
  override readonly name = "DeploymentMismatchError";
  constructor(contract: string, address: Address, what: string) {
    super(`${contract} at ${address} ${what}. Do not use this deployment.`);
  }
}

const paymasterAbi = parseAbi([
  "function owner() view returns (address)",
  "function entryPoint() view returns (address)",
  "function signers() view returns (address, address)",
]);

/**
 * Reads a deployment back: every contract's code is the compiled one but for its immutables, core, features and factory
 * hold exactly the addresses they were given, both paymasters the owner and signer. A signer that its owner has replaced
 * since is reported, not refused: it is listed in the return value.
 *
 * @throws DeploymentMismatchError
 */
export async function verifyDeployment(parameters: VerifyDeploymentParameters): Promise<readonly string[]> {
  const { client, deployment } = parameters;
  const { features, core, entryPoint, tokens } = deployment;
  const immutables: Readonly<Record<string, readonly Address[]>> = {
    features: [entryPoint, features],
    core: [entryPoint, features, core],
    factory: [core],
  };
  for (const step of tandemPlan.steps) {
    const values = await verifyCode(client, step, deployment[step.id]);
    const expected = immutables[step.id];
    if (expected === undefined) continue;
    const held = new Set(expected.map((address) => pad(address, { size: 32 }).toLowerCase()));
    const isSame = values.length === held.size && values.every((value) => held.has(value));
    if (!isSame) throw new DeploymentMismatchError(step.contract, deployment[step.id], "holds other addresses");
  }
  for (const [index, step] of samplesPlan.steps.entries()) {
    const token = tokens[index];
    if (token !== undefined) await verifyCode(client, step, token.address);
  }
  const notes: string[] = [];
  for (const id of ["sponsorPaymaster", "tokenPaymaster"] as const) {
    notes.push(...(await verifyPaymaster(id, parameters)));
  }
  return notes;
}

/** The distinct values in the places of immutables. */
async function verifyCode(client: PublicClient, step: Step, address: Address): Promise<readonly Hex[]> {
  const { deployedBytecode, immutableReferences } = await readArtifact(step);
  const code = hexToBytes((await client.getCode({ address })) ?? "0x");
  const compiled = hexToBytes(deployedBytecode);
  const values = new Set<Hex>();
  for (const { start, length } of Object.values(immutableReferences).flat()) {
    values.add(toHex(code.slice(start, start + length)));
    code.fill(0, start, start + length);
  }
  if (code.length !== compiled.length || code.some((byte, index) => byte !== compiled[index])) {
    throw new DeploymentMismatchError(step.contract, address, "has other code than the compiled one");
  }
  return [...values];
}

async function verifyPaymaster(
  id: "sponsorPaymaster" | "tokenPaymaster",
  { client, deployment, paymasterOwner, paymasterSigner }: VerifyDeploymentParameters,
): Promise<readonly string[]> {
  const contract = { abi: paymasterAbi, address: deployment[id] };
  const [owner, entryPoint, signers] = await Promise.all([
    client.readContract({ ...contract, functionName: "owner" }),
    client.readContract({ ...contract, functionName: "entryPoint" }),
    client.readContract({ ...contract, functionName: "signers" }),
  ]);
  if (!isAddressEqual(entryPoint, deployment.entryPoint)) {
    throw new DeploymentMismatchError(id, contract.address, `serves another EntryPoint, ${entryPoint}`);
  }
  const notes = isAddressEqual(owner, paymasterOwner) ? [] : [`${id} is owned by ${owner} now.`];
  const isSigner = signers.some((signer) => isAddressEqual(signer, paymasterSigner));
  return isSigner ? notes : [...notes, `${id} has other signers now: ${signers.join(", ")}.`];
}
