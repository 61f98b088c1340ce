import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Address, type Hex, keccak256, numberToHex, parseAbi, toFunctionSelector, zeroAddress } from "viem";
import { privateKeyToAddress } from "viem/accounts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DeployReturnType, deploy } from "../../../contracts/ignition/deploy.ts";
import { describeDeployment } from "../../../contracts/ignition/describeDeployment.ts";
import { createXAddress } from "../../../contracts/ignition/predictAddresses.ts";
import { resolveNetwork, UnknownNetworkError } from "../../../contracts/ignition/resolveNetwork.ts";
import { DeploymentMismatchError, verifyDeployment } from "../../../contracts/ignition/verifyDeployment.ts";
import { tandemAddresses } from "../../../packages/account/src/generated/addresses.ts";
import { createOwner } from "../support/createOwner.ts";
import { type Anvil, clientOf, fund, installEntryPoint, startAnvil } from "../support/startAnvil.ts";

const deployerKey = numberToHex(1, { size: 32 });
const deployer = privateKeyToAddress(deployerKey);
const [paymasterOwner, paymasterSigner] = [2, 3].map((key) => privateKeyToAddress(numberToHex(key, { size: 32 }))) as [
  Address,
  Address,
];
const roles = { paymasterOwner, paymasterSigner };

let folder: string;
let home: Anvil;
/** A chain of an id that is nobody's local one. */
let away: Anvil;
let atHome: DeployReturnType;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tandem-deploy-"));
  [home, away] = await Promise.all([startAnvil(), startAnvil({ chainId: 4242 })]);
  for (const { rpcUrl } of [home, away]) {
    await fund(rpcUrl, deployer);
    await installEntryPoint(rpcUrl);
  }
  atHome = await deploy({ rpcUrl: home.rpcUrl, deployerKey, journalFolder: join(folder, "home"), ...roles });
}, 60_000);

afterAll(async () => {
  await Promise.all([home, away].map(({ stop }) => stop()));
  await rm(folder, { recursive: true });
});

type Run = {
  readonly child: ChildProcess;
  readonly ended: Promise<{ readonly code: number | null; readonly output: string }>;
};

function start(args: readonly string[], answer: string): Run {
  const child = spawn(
    process.execPath,
    [
      fileURLToPath(new URL("../../../contracts/ignition/main.ts", import.meta.url)),
      ...["--network", away.rpcUrl, "--paymaster-owner", paymasterOwner, "--paymaster-signer", paymasterSigner],
      ...["--journal", join(folder, "away"), "--out", join(folder, "away.json"), "--confirmations", "1"],
      ...args,
    ],
    { env: { ...process.env, TANDEM_DEPLOYER_KEY: deployerKey }, stdio: "pipe" },
  );
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (output += text));
  child.stdin.end(answer);
  return { child, ended: new Promise((done) => child.on("close", (code) => done({ code, output }))) };
}

const run = (args: readonly string[], answer = "") => start(args, answer).ended;
const hasCode = async (address: Address) => (await clientOf(away.rpcUrl).getCode({ address })) !== undefined;
const countSent = () => clientOf(away.rpcUrl).getTransactionCount({ address: deployer });

describe("npm run deploy", () => {
  test("error: without CreateX or EntryPoint on a public chain it stops before it asks", async () => {
    const { code, output } = await run([], "yes\n");
    expect(code).toBe(1);
    expect(output).toContain(`There is no CreateX at ${createXAddress}`);
    expect(await countSent()).toBe(0);
    const bytecode = (await clientOf(home.rpcUrl).getCode({ address: createXAddress })) as Hex;
    await clientOf(away.rpcUrl).setCode({ address: createXAddress, bytecode });
  });

  test.each([
    ["no", "no\n"],
    ["an end of the input", ""],
    ["y", "y\n"],
  ])("behavior: it says what it will do, asks on a public chain, and %s does nothing", async (_name, answer) => {
    const { code, output } = await run([], answer);
    expect(code).toBe(1);
    expect(output).toContain("Chain      4242");
    expect(output).toContain(`Deployer   ${deployer}, 10 of the native coin`);
    for (const address of Object.values(tandemAddresses)) expect(output).toContain(address);
    expect(output.match(/to deploy {2}/g)).toHaveLength(7);
    expect(output).toMatch(/7 contracts to deploy, at most about \d+ gas/);
    expect(output).toContain("Chain 4242 is no local chain. Deploy to it? Type yes:");
    expect(output).toContain("Nothing was sent.");
    expect(await countSent()).toBe(0);
  });

  test("S23: killed midway it goes on, ends at the same addresses as on another chain, and reads back", {
    timeout: 90_000,
  }, async () => {
    const client = clientOf(away.rpcUrl);
    const described = await describeDeployment({ client, deployer, ...roles });
    const balance = await client.getBalance({ address: deployer });
    const killAfter = async (address: Address) => {
      const { child, ended } = start(["--yes"], "");
      while (!(await hasCode(address))) await new Promise((done) => setTimeout(done, 20));
      child.kill("SIGKILL");
      await ended;
    };
    await killAfter(atHome.features);
    await killAfter(atHome.core);
    expect(await hasCode(atHome.factory)).toBe(false);

    const { code, output } = await run([], "yes\n");
    expect(output).toContain("in place   features");
    expect(output).toContain("Read back");
    expect(code).toBe(0);
    const deployed = JSON.parse(await readFile(join(folder, "away.json"), "utf8")) as DeployReturnType;
    expect(deployed.chainId).toBe(4242);
    const fixed = ["features", "core", "factory", "webAuthnVerifier", "frostVerifier"] as const;
    for (const id of [...fixed, "sponsorPaymaster", "tokenPaymaster"] as const) expect(deployed[id]).toBe(atHome[id]);
    // Code is the same to the byte but for the domains that paymasters cache.
    for (const id of fixed) expect(deployed.codeHashes[deployed[id]]).toBe(atHome.codeHashes[atHome[id]]);
    const { baseFeePerGas } = await client.getBlock();
    expect(baseFeePerGas).not.toBeNull();
    const spent = balance - (await client.getBalance({ address: deployer }));
    expect(spent).toBeLessThanOrEqual(described.costWei);
    expect(spent * 4n).toBeGreaterThan(described.costWei);

    const sent = await countSent();
    const again = await run([]);
    expect(again).toMatchObject({ code: 0 });
    expect(again.output).toContain("Everything is in place; nothing will be sent.");
    expect(again.output).not.toContain("Type yes");
    expect(await countSent()).toBe(sent);
  });

  test.each([
    ["no network", ["--network", "nowhere"], '"nowhere" is no network'],
    ["no address", ["--paymaster-owner", "0x12"], "--paymaster-owner is no address: 0x12"],
    ["no number", ["--confirmations", "0"], "--confirmations is no number of blocks: 0"],
  ])("error: %s", async (_name, args, message) => {
    const { code, output } = await run(args);
    expect(code).toBe(1);
    expect(output).toContain(message);
    expect(output).not.toContain("    at ");
  });
});

describe("verifyDeployment", () => {
  const verify = (deployment = atHome, changes: Partial<typeof roles> = {}) =>
    verifyDeployment({ client: clientOf(home.rpcUrl), deployment, ...roles, ...changes });

  test("behavior: what was deployed passes, other signers are reported", async () => {
    expect(await verify()).toEqual([]);
    const notes = await verify(atHome, { paymasterSigner: zeroAddress, paymasterOwner: deployer });
    expect(notes).toHaveLength(2);
    expect(notes.join()).toContain(`sponsorPaymaster is owned by ${paymasterOwner} now.`);
  });

  test("error: other code, and other addresses in the code", async () => {
    const client = clientOf(home.rpcUrl);
    for (const id of ["core", "factory", "frostVerifier"] as const) {
      const address = atHome[id];
      const code = (await client.getCode({ address })) as Hex;
      const other = code.replaceAll(atHome.features.slice(2).toLowerCase(), "11".repeat(20)) as Hex;
      const changed = id === "core" ? other : (`${code.slice(0, -2)}01` as Hex);
      expect(changed).not.toBe(code);
      await client.setCode({ address, bytecode: changed });
      await expect(verify()).rejects.toThrow(DeploymentMismatchError);
      await client.setCode({ address, bytecode: code });
    }
    expect(await verify()).toEqual([]);
  });
});

describe("the verifier of threshold keys", () => {
  test("behavior: stands at the generated address, and takes the key's own signature only", async () => {
    expect(atHome.frostVerifier).toBe(tandemAddresses.frostVerifier);
    const [guardian, stranger] = [createOwner(1n), createOwner(2n)];
    const digest = keccak256("0x01");
    const verify = (signature: Hex, key = guardian.publicKey) =>
      clientOf(home.rpcUrl).readContract({
        address: tandemAddresses.frostVerifier,
        abi: parseAbi(["function verify(bytes key, bytes32 hash, bytes signature) view returns (bytes4)"]),
        functionName: "verify",
        args: [key, digest, signature],
      });
    expect(await verify(guardian.sign(digest))).toBe(toFunctionSelector("verify(bytes,bytes32,bytes)"));
    expect(await verify(stranger.sign(digest))).toBe("0xffffffff");
    expect(await verify(guardian.sign(keccak256("0x02")))).toBe("0xffffffff");
    expect(await verify(guardian.sign(digest), `${guardian.publicKey}00`)).toBe("0xffffffff");
  });
});

describe("resolveNetwork", () => {
  test("behavior: a URL, localhost, a chain that viem knows", () => {
    expect(resolveNetwork("https://rpc.example/key")).toBe("https://rpc.example/key");
    expect(resolveNetwork("localhost")).toBe("http://127.0.0.1:8545");
    expect(resolveNetwork("sepolia")).toMatch(/^https:/);
  });

  test.each(["", "nowhere", "toString", "defineChain"])("error: UnknownNetworkError for %j", (network) => {
    expect(() => resolveNetwork(network)).toThrow(UnknownNetworkError);
  });
});
