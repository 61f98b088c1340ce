// npm run test:deep: the invariants and the fuzzed state machine, a hundred times further than in npm test.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { root } from "../../support/root.ts";

const files = [
  "test/contracts/invariants/Account.invariants.t.sol",
  "test/contracts/account/Owner.invariants.t.sol",
  "test/contracts/recovery/RecoveryStateMachine.t.sol",
];

const child = spawn(
  process.execPath,
  [join(root, "node_modules/hardhat/dist/src/cli.js"), "test", "solidity", ...files],
  { cwd: root, stdio: "inherit", env: { ...process.env, TANDEM_DEEP: "1" } },
);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => child.kill(signal));
child.on("exit", (code) => {
  process.exitCode = code ?? 1;
  if (process.connected) process.disconnect();
});
