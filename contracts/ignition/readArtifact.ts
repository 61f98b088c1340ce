import { readFile } from "node:fs/promises";
import type { Abi, Hex } from "viem";
import type { Step } from "./plan.ts";

/** The parts of a Hardhat artifact that deployments need. */
export type Artifact = {
  readonly abi: Abi;
  /** Creation code without arguments. */
  readonly bytecode: Hex;
  /** Runtime code with zeros in place of immutables. */
  readonly deployedBytecode: Hex;
  /** Where in the runtime code each immutable stands. */
  readonly immutableReferences: Readonly<
    Record<string, readonly { readonly start: number; readonly length: number }[]>
  >;
};

/** The contracts have not been compiled. */
export class ArtifactNotFoundError extends Error {
  override readonly name = "ArtifactNotFoundError";
  constructor(contract: string, options: ErrorOptions) {
    super(`There is no compiled ${contract}. Run \`npm run build:contracts\` first.`, options);
  }
}

/** Reads a compiled contract; never compiles. Throws {@link ArtifactNotFoundError}. */
export async function readArtifact({ contract, source }: Pick<Step, "contract" | "source">): Promise<Artifact> {
  const url = new URL(`../../artifacts/contracts/${source}/${contract}.json`, import.meta.url);
  try {
    // Written by our own compiler run, so its shape is trusted.
    return JSON.parse(await readFile(url, "utf8")) as Artifact;
  } catch (cause) {
    throw new ArtifactNotFoundError(contract, { cause });
  }
}
