import { execFileSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removeDatabase, type Stack, type StartStackParameters, startStack } from "../../packages/devnet/src/index.ts";
import { bundleAlto, bundleCosigner } from "./bundlePrograms.ts";
import { makeOnce } from "./makeOnce.ts";

export type DataDirectory = { readonly directory: string; remove(): Promise<void> };

/** A data folder of its own, removed by `remove`. Others may pass through it, as PostgreSQL's user must. */
export async function createDataDirectory(): Promise<DataDirectory> {
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

/** Everything that decides what a stack's first start writes. */
const templateSources = ["contracts", "hardhat.config.ts", "packages", "package.json"];

/** Fills a new data folder with what the first start of these sources wrote; that start is made once for all tests. */
async function placeTemplate(directory: string): Promise<void> {
  const template = await makeOnce({
    name: "test-stack",
    sources: templateSources,
    async make(own) {
      const stack = await startStack({ dataDirectory: directory, without: ["app", "bundler"] });
      await stack.stop();
      // Root's database may have gone elsewhere; then every test starts from nothing.
      if (!existsSync(join(directory, "database"))) return false;
      copyFolder(directory, own);
      return true;
    },
  });
  if (template) copyFolder(template, directory);
}

/** With owners and modes, in place of what is there. */
function copyFolder(from: string, to: string): void {
  rmSync(to, { recursive: true, force: true });
  execFileSync("cp", ["-a", from, to]);
}

/** A data folder as a stack leaves it after its first start. */
export async function createUsedDirectory(): Promise<DataDirectory> {
  const data = await createDataDirectory();
  try {
    await placeTemplate(data.directory);
    return data;
  } catch (error) {
    await data.remove();
    throw error;
  }
}

/** A stack on free ports in a data folder of its own; `stop` ends it and removes the folder. */
export async function startTestStack(parameters: Omit<StartStackParameters, "dataDirectory"> = {}): Promise<Stack> {
  const data = await createUsedDirectory();
  try {
    const [bundler, cosigner] = await Promise.all([bundleAlto(), bundleCosigner()]);
    const programs = { bundler, cosigner };
    const stack = await startStack({ programs, ...parameters, dataDirectory: data.directory });
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
