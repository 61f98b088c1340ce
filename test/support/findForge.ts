import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** The binary itself: its npm wrapper looks for it in ways that depend on how it was installed. */
export function findForge(): string {
  const wrapper = dirname(createRequire(import.meta.url).resolve("@foundry-rs/forge/package.json"));
  const architecture = process.arch === "x64" ? "amd64" : "arm64";
  return join(wrapper, "..", `forge-${process.platform}-${architecture}`, "bin/forge");
}
