import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type Address, type Hex, keccak256, numberToHex } from "viem";
import { entryPoint09Address } from "viem/account-abstraction";
import { privateKeyToAccount } from "viem/accounts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ContractMissingError, type DeployReturnType, deploy } from "../../../contracts/ignition/deploy.ts";
import { sponsorPaymasterAbi } from "../../../packages/account/src/generated/abi.ts";
import { tandemAddresses } from "../../../packages/account/src/generated/addresses.ts";
import { type Anvil, clientOf, fund, installEntryPoint, startAnvil } from "../support/startAnvil.ts";

const deployerKey = numberToHex(1, { size: 32 });
const [paymasterOwner, paymasterSigner, faucet] = [2, 3, 4].map(
  (key) => privateKeyToAccount(numberToHex(key, { size: 32 })).address,
) as [Address, Address, Address];

describe("deploy", () => {
  let anvil: Anvil;
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "tandem-deploy-"));
    anvil = await startAnvil();
    await fund(anvil.rpcUrl, privateKeyToAccount(deployerKey).address);
  });

  afterEach(async () => {
    await anvil.stop();
    await rm(folder, { recursive: true });
  });

  const parameters = () => ({
    rpcUrl: anvil.rpcUrl,
    deployerKey,
    journalFolder: join(folder, "ignition"),
    paymasterOwner,
    paymasterSigner,
    faucet,
  });

  const run = async (): Promise<{ deployment: DeployReturnType }> => {
    const { rpcUrl, journalFolder } = parameters();
    const out = join(folder, "deployment.json");
    const values = { "rpc-url": rpcUrl, journal: journalFolder, "paymaster-owner": paymasterOwner, out, faucet };
    await promisify(execFile)(
      process.execPath,
      [
        fileURLToPath(new URL("../../../contracts/ignition/deploy.ts", import.meta.url)),
        ...Object.entries(values).flatMap(([name, value]) => [`--${name}`, value]),
        "--paymaster-signer",
        paymasterSigner,
      ],
      { env: { ...process.env, TANDEM_DEPLOYER_KEY: deployerKey } },
    );
    return { deployment: JSON.parse(await readFile(out, "utf8")) };
  };

  test("behavior: deploys to the generated addresses, and a second run only reads", { timeout: 60_000 }, async () => {
    await installEntryPoint(anvil.rpcUrl);
    const client = clientOf(anvil.rpcUrl);
    const first = await run();
    expect(first.deployment).toMatchObject({ ...tandemAddresses, chainId: 31337, entryPoint: entryPoint09Address });
    expect(first.deployment.genesisHash).toBe((await client.getBlock({ blockNumber: 0n })).hash);
    expect(first.deployment.tokens.map(({ symbol, decimals }) => [symbol, decimals])).toEqual([
      ["tUSDC", 6],
      ["TDM", 18],
    ]);
    for (const [address, hash] of Object.entries(first.deployment.codeHashes)) {
      expect(keccak256((await client.getCode({ address: address as Address })) as Hex)).toBe(hash);
    }
    const paymaster = { address: first.deployment.sponsorPaymaster, abi: sponsorPaymasterAbi };
    expect(await client.readContract({ ...paymaster, functionName: "owner" })).toBe(paymasterOwner);
    expect((await client.readContract({ ...paymaster, functionName: "signers" }))[0]).toBe(paymasterSigner);

    const nonce = await client.getTransactionCount({ address: privateKeyToAccount(deployerKey).address });
    const second = await run();
    expect(second.deployment).toEqual(first.deployment);
    expect(await client.getTransactionCount({ address: privateKeyToAccount(deployerKey).address })).toBe(nonce);
  });

  test("behavior: goes on where it stopped, also without the journal", { timeout: 60_000 }, async () => {
    await installEntryPoint(anvil.rpcUrl);
    const client = clientOf(anvil.rpcUrl);
    const first = await deploy(parameters());
    // The state of the chain after an interruption: the factory and the paymaster are not there yet.
    const remove = async () => {
      await client.setCode({ address: first.factory, bytecode: "0x" });
      await client.setCode({ address: first.sponsorPaymaster, bytecode: "0x" });
      await client.setNonce({ address: first.factory, nonce: 0 });
      await client.setNonce({ address: first.sponsorPaymaster, nonce: 0 });
    };
    await remove();
    expect(await deploy(parameters())).toEqual(first);
    await remove();
    await rm(join(folder, "ignition"), { recursive: true });
    expect(await deploy(parameters())).toEqual(first);
    expect(await deploy(parameters())).toEqual(first);
  });

  test("behavior: starts over beside a journal that was cut off between two notes", { timeout: 60_000 }, async () => {
    await installEntryPoint(anvil.rpcUrl);
    const client = clientOf(anvil.rpcUrl);
    const first = await deploy(parameters());
    await client.setCode({ address: first.factory, bytecode: "0x" });
    await client.setNonce({ address: first.factory, nonce: 0 });
    const deployments = join(folder, "ignition/deployments");
    const journal = (await readdir(deployments)).find((name) => name.startsWith("Tandem-")) ?? "";
    const edit = async (name: string, change: (text: string) => string) => {
      const file = join(deployments, journal, name);
      await writeFile(file, change(await readFile(file, "utf8")));
    };
    // The factory was begun; neither its address nor its transaction were written down.
    await edit("deployed_addresses.json", (text) => {
      const { "Tandem#factory": _, ...others } = JSON.parse(text) as Record<string, string>;
      return JSON.stringify(others);
    });
    await edit("journal.jsonl", (text) =>
      text
        .split("\n")
        .filter((line) => !line.includes("Tandem#factory") || line.includes("EXECUTION_STATE_INITIALIZE"))
        .concat(
          '{"futureId":"Tandem#factory","networkInteractionId":1,"nonce":99,"type":"TRANSACTION_PREPARE_SEND"}',
          "",
        )
        .join("\n"),
    );
    expect(await deploy(parameters())).toEqual(first);
  });

  test("error: ContractMissingError without an EntryPoint", async () => {
    await expect(deploy(parameters())).rejects.toThrow(ContractMissingError);
  });
});
