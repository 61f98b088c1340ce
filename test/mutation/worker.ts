// Tests each mutant it is sent, in the project whose folder is its argument.
import type { Mutant } from "./listMutants.ts";
import { installBytecodes } from "./prepareProject.ts";
import { type Area, compileMutant, deployables, readSource } from "./sources.ts";
import { testMutant, testUnchanged } from "./testMutant.ts";

const [directory = ""] = process.argv.slice(2);
for (const deployable of deployables) {
  const file = deployable.split(":")[0] ?? "";
  installBytecodes(directory, compileMutant(file, readSource(file)) ?? new Map());
}

process.on("message", async ({ area, mutant }: { readonly area: Area; readonly mutant?: Mutant }) => {
  try {
    if (mutant === undefined) process.send?.({ passes: await testUnchanged(directory, area) });
    else process.send?.({ verdict: await testMutant(directory, area, mutant) });
  } catch (error) {
    process.send?.({ error: String(error) });
  }
});
process.on("disconnect", () => process.exit());
