import { randomBytes } from "node:crypto";
import { appendFileSync } from "node:fs";
import { type ComputeShare, createCosigner, loadConfig } from "@tandem/cosigner";

/**
 * The co-signer as `packages/cosigner/src/main.ts` runs it, with two things a fault run may set: a clock that is off
 * (FAULTS_CLOCK_SKEW_MS), and a recorder in the place of the share computation (FAULTS_RECORDER, a file).
 */
async function main(): Promise<void> {
  const skewMs = Number(process.env.FAULTS_CLOCK_SKEW_MS ?? 0);
  const recorder = process.env.FAULTS_RECORDER;
  const cosigner = createCosigner({
    config: await loadConfig(process.env),
    now: () => Date.now() + skewMs,
    ...(recorder ? { computeShare: createRecorder(recorder) } : {}),
  });
  const { url } = await cosigner.start();
  process.stdout.write(`ready ${url}\n`);
  process.once("SIGTERM", () => void cosigner.stop().then(() => process.exit(0)));
}

/** Writes down which fresh nonce would have been used for which digest, before it can get anywhere. */
function createRecorder(file: string): ComputeShare {
  return async ({ digest }) => {
    const [hiding, binding] = [
      Buffer.concat([Buffer.of(2), randomBytes(32)]),
      Buffer.concat([Buffer.of(3), randomBytes(32)]),
    ];
    appendFileSync(file, `${hiding.toString("hex")} ${Buffer.from(digest).toString("hex")}\n`);
    return { hiding, binding, share: randomBytes(32) };
  };
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
