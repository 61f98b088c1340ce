// node main.mjs <entry.ts> [arguments]: installs what is missing, then runs the entry with a Node that knows TypeScript.
import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import {
  assertNodeVersion,
  findTypescriptNode,
  isInstalled,
  repair,
  root,
  runNpm,
  SetupError,
  writeInstallStamp,
} from "./toolchain.mjs";

try {
  assertNodeVersion();
  const [entry, ...args] = process.argv.slice(2);
  if (!entry) throw new SetupError("Usage: node packages/devnet/setup/main.mjs <entry.ts> [arguments]");
  install();
  run(resolve(root, entry), args);
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(`\n${error.message}\n`);
  process.exitCode = 1;
}

function install() {
  if (isInstalled()) return;
  console.error("Installing packages (once, about a minute) …");
  if (!runNpm(["ci", "--no-audit", "--no-fund", "--loglevel=error"]))
    throw new SetupError("The packages could not be installed. What npm says is above; then run the command again.");
  const missing = repair();
  if (missing.length > 0)
    throw new SetupError(
      `The install is incomplete: ${missing.join(", ")} is missing for ${process.platform}-${process.arch}.\n` +
        "Install Node 24 from https://nodejs.org, delete node_modules and run the command again.",
    );
  writeInstallStamp();
}

function run(entry, args) {
  const node = findTypescriptNode();
  if (!node)
    throw new SetupError(
      `There is no ready-made Node 24 for ${process.platform}-${process.arch}, and this is ${process.version}.\n` +
        "Install Node 24 from https://nodejs.org and run the command again.",
    );
  // The IPC channel closes when this process dies, however it dies: the entry watches it and stops.
  const child = spawn(node, [entry, ...args], {
    cwd: root,
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    // Each of the many processes below parses the same packages: what V8 made of them is kept.
    env: { NODE_COMPILE_CACHE: join(root, "node_modules/.cache/compile"), ...process.env },
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  watchParent(child);
  child.on("error", (error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
  child.on("exit", (code, signal) => {
    if (!signal) process.exit(code ?? 1);
    // Die of the same signal, so that the shell sees what happened.
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

/** npm cannot pass on that it was killed, and its shell does not end with it: when either is gone, so is the user. */
function watchParent(child) {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  const isShell = /(^|\/)(sh|bash|dash|zsh)$/.test(describe(parent).command);
  const readLine = () => `${process.ppid} ${isShell ? describe(parent).parent : ""}`;
  const line = readLine();
  setInterval(() => readLine() === line || child.kill("SIGTERM"), 1_000).unref();
}

/** Name and parent of a process: proc(5), or ps where there is no /proc. */
function describe(pid) {
  try {
    const text =
      process.platform === "linux"
        ? readFileSync(`/proc/${pid}/stat`, "utf8").replace(/^\d+ \((.*)\) \S+ (\d+)[\s\S]*$/, "$2 $1")
        : spawnSync("ps", ["-o", "ppid=,comm=", "-p", String(pid)], { encoding: "utf8" }).stdout.trim();
    const [parent = "", ...command] = text.split(" ");
    return { parent, command: command.join(" ").trim() };
  } catch {
    return { parent: "", command: "" }; // It is gone.
  }
}
