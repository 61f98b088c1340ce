// npm run test:deep [-- forge's options, such as --fuzz-seed 7]: the invariants and the fuzzed state machine, a hundred
// times further than in npm test. By forge: in campaigns this long Hardhat's runner loses storage now and then (a balance
// reads 0), and the calls that it names, made one by one, break nothing.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { findForge } from "../../support/findForge.ts";
import { root } from "../../support/root.ts";

const files = [
  "test/contracts/invariants/Account.invariants.t.sol",
  "test/contracts/account/Owner.invariants.t.sol",
  "test/contracts/recovery/RecoveryStateMachine.t.sol",
];

const child = spawn(
  findForge(),
  [
    ...["test", "--root", root, "--use", fileURLToPath(new URL("../../lint/solc.mjs", import.meta.url))],
    ...["--match-path", `{${files.join(",")}}`, ...process.argv.slice(2)],
  ],
  {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, FOUNDRY_CONFIG: fileURLToPath(new URL("foundry.toml", import.meta.url)) },
  },
);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => child.kill(signal));
child.on("exit", (code) => {
  process.exitCode = code ?? 1;
  if (process.connected) process.disconnect();
});
