#!/usr/bin/env node
// The compiler of npm behind the command line of the native one, as far as forge asks for it.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const solc = createRequire(import.meta.url)("solc");
if (process.argv.includes("--version"))
  console.log(`solc\nVersion: ${solc.version().replace(".Emscripten.clang", "")}`);
else process.stdout.write(solc.compile(readFileSync(0, "utf8")));
