import { readFile } from "node:fs/promises";
import { size } from "viem";

const contracts = {
  AccountCore: "account",
  AccountFactory: "account",
  AccountFeatures: "account",
  ERC7913FrostVerifier: "signature",
  SponsorPaymaster: "paymaster",
  TokenPaymaster: "paymaster",
  WebAuthnVerifier: "recovery",
} as const;

/** Bytes of runtime code of every contract that is deployed, from the artifacts of the last build. */
export async function readSizes(): Promise<Record<string, number>> {
  const entries = Object.entries(contracts).map(async ([name, folder]) => {
    const url = new URL(`../../artifacts/contracts/${folder}/${name}.sol/${name}.json`, import.meta.url);
    const { deployedBytecode } = JSON.parse(await readFile(url, "utf8"));
    return [name, size(deployedBytecode)] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}
