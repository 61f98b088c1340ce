import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";
import { findFreePorts, type Ports } from "../../../packages/devnet/src/index.ts";
import { listDescendants } from "../../support/listSockets.ts";
import { root } from "../../support/root.ts";
import { createDataDirectory } from "../../support/startTestStack.ts";

const setup = join(root, "packages/devnet/setup/main.mjs");
const cleanups: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function newData(): Promise<string> {
  const { directory, remove } = await createDataDirectory();
  cleanups.push(remove);
  return directory;
}

type Run = { readonly child: ChildProcess; output(): string; waitFor(text: string): Promise<void> };

function run(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  nodeArgs: readonly string[] = [],
): Run {
  const child = spawn(process.execPath, [...nodeArgs, setup, ...args], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (output += text));
  const exited = once(child, "close");
  cleanups.push(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
    await exited;
  });
  return {
    child,
    output: () => output,
    async waitFor(text) {
      while (!output.includes(text)) {
        if (child.exitCode !== null) throw new Error(`ended without "${text}":\n${output}`);
        await sleep(50);
      }
    },
  };
}

/** `npm start` as npm runs it. */
function npmStart(dataDirectory: string, ports: Ports): Run {
  const env = Object.entries(ports).map(([part, port]) => [`TANDEM_PORT_${part.toUpperCase()}`, String(port)]);
  return run(["packages/devnet/src/main.ts"], { TANDEM_DATA: dataDirectory, ...Object.fromEntries(env) });
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch {
    return false;
  }
}

/** Has ended, and waits for the machine's first process to notice. */
function isZombie(pid: number): boolean {
  const file = `/proc/${pid}/stat`;
  return existsSync(file) && /^\d+ \(.*\) Z /.test(readFileSync(file, "utf8"));
}

describe("npm start", () => {
  test("behavior: prints the URL; kill -9 ends every part; a second start finds all of it; Ctrl-C stops cleanly", async () => {
    const [dataDirectory, ports] = [await newData(), await findFreePorts()];
    const first = npmStart(dataDirectory, ports);
    await first.waitFor(`Open  http://localhost:${ports.front}`);
    expect((await fetch(`http://localhost:${ports.front}/v1/config`)).status).toBe(200);
    const descendants = listDescendants(first.child.pid!);
    // Entry, reaper and five parts at least; PostgreSQL has children of its own.
    expect(descendants.length).toBeGreaterThanOrEqual(7);
    first.child.kill("SIGKILL");
    await expect.poll(() => descendants.filter(isRunning)).toEqual([]);

    const second = npmStart(dataDirectory, ports);
    await second.waitFor("Open  http");
    second.child.kill("SIGINT");
    const [code] = (await once(second.child, "close")) as [number];
    expect(code).toBe(0);
    expect(second.output()).toContain("Stopped.");
  });

  test("error: a taken port ends the start with its name, its part and the variable", async () => {
    const [dataDirectory, ports] = [await newData(), await findFreePorts()];
    const server = createServer().listen(ports.cosigner, "127.0.0.1");
    await once(server, "listening");
    cleanups.push(() => server.close());
    const { child, output } = npmStart(dataDirectory, ports);
    const [code] = (await once(child, "close")) as [number];
    expect(code).toBe(1);
    expect(output()).toContain(`Port ${ports.cosigner} for the cosigner is taken`);
    expect(output()).toContain("TANDEM_PORT_COSIGNER=");
    expect(output()).not.toContain(" at "); // No stack trace.
  });
});

describe("set-up", () => {
  async function entry(source: string): Promise<string> {
    const file = join(await newData(), "entry.ts");
    writeFileSync(file, source);
    return file;
  }

  test("behavior: runs TypeScript, passes arguments on and the exit code back", async () => {
    const file = await entry(
      'const args: string[] = process.argv.slice(2);\nconsole.log(args.join("+"));\nprocess.exit(7);\n',
    );
    const { child, output } = run([file, "one", "two"]);
    expect(await once(child, "close")).toEqual([7, null]);
    expect(output()).toBe("one+two\n");
  });

  test("behavior: hands signals on and ends by the same one", async () => {
    const { child, waitFor } = run([await entry('console.log("up");\nsetInterval(() => {}, 1000);\n')]);
    await waitFor("up");
    child.kill("SIGTERM");
    expect(await once(child, "close")).toEqual([null, "SIGTERM"]);
  });

  test("behavior: when npm is killed, which can tell nobody, the entry is asked to end", async () => {
    const file = await entry(
      'process.on("SIGTERM", () => process.exit(0));\nconsole.log("up " + process.pid);\nsetInterval(() => {}, 1000);\n',
    );
    const folder = dirname(file);
    const scripts = { start: `"${process.execPath}" "${setup}" "${file}"` };
    writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, scripts }));
    const npm = spawn("npm", ["start"], { cwd: folder, stdio: ["ignore", "pipe", "ignore"] });
    cleanups.push(() => npm.kill("SIGKILL"));
    let output = "";
    npm.stdout.setEncoding("utf8").on("data", (text) => (output += text));
    await expect.poll(() => output, { timeout: 20_000 }).toMatch(/up \d+/);
    const pid = Number(/up (\d+)/.exec(output)?.[1]);
    npm.kill("SIGKILL");
    await expect.poll(() => isRunning(pid), { timeout: 4_000 }).toBe(false);
  });

  test("error: an older Node is told what it needs", async () => {
    const file = await entry("");
    const older = `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "18.20.0" } });`;
    const { child, output } = run([file], {}, ["--import", `data:text/javascript,${encodeURIComponent(older)}`]);
    expect(await once(child, "close")).toEqual([1, null]);
    expect(output()).toContain("Tandem needs Node 20.19 or newer");
  });
});
