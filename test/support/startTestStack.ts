import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removeDatabase, type Stack, type StartStackParameters, startStack } from "../../packages/devnet/src/index.ts";

/** A data folder of its own, removed by `remove`. Others may pass through it, as PostgreSQL's user must. */
export async function createDataDirectory(): Promise<{ readonly directory: string; remove(): Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), "tandem-"));
  await chmod(directory, 0o755);
  return {
    directory,
    async remove() {
      removeDatabase(directory); // It may be elsewhere.
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** A stack on free ports in a new data folder; `stop` ends it and removes the folder. */
export async function startTestStack(parameters: Omit<StartStackParameters, "dataDirectory"> = {}): Promise<Stack> {
  const data = await createDataDirectory();
  try {
    const stack = await startStack({ ...parameters, dataDirectory: data.directory });
    return {
      ...stack,
      async stop() {
        await stack.stop();
        await data.remove();
      },
    };
  } catch (error) {
    await data.remove();
    throw error;
  }
}
