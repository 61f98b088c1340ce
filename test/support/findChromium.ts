import { spawn } from "node:child_process";
import { accessSync, constants, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { root } from "./root.ts";

export type Chromium = { readonly executablePath: string; readonly env: Readonly<Record<string, string>> };

/** There is no Chromium, and none can be unpacked here. */
class NoBrowserError extends Error {
  override readonly name = "NoBrowserError";
}

const usualNames = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const usualFiles = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/**
 * A Chromium for the browser tests: `TANDEM_CHROMIUM`, else one that is installed, else the one inside an npm package,
 * which brings the system libraries it needs.
 *
 * @throws NoBrowserError
 */
export async function findChromium(): Promise<Chromium> {
  const chosen = process.env.TANDEM_CHROMIUM;
  if (chosen) {
    if (!isExecutable(chosen)) throw new NoBrowserError(`TANDEM_CHROMIUM is ${chosen}, which cannot be run.`);
    return { executablePath: chosen, env: {} };
  }
  const folders = ["/usr/bin", "/usr/local/bin", ...(process.env.PATH ?? "").split(":")];
  const candidates = [...usualNames.flatMap((name) => folders.map((folder) => join(folder, name))), ...usualFiles];
  const installed = candidates.find(isExecutable);
  return installed ? { executablePath: installed, env: {} } : unpackChromium();
}

async function unpackChromium(): Promise<Chromium> {
  if (process.platform !== "linux" || process.arch !== "x64")
    throw new NoBrowserError(
      `No Chromium was found on this ${process.platform}-${process.arch} machine. Install Chromium or Chrome, or set TANDEM_CHROMIUM to its path.`,
    );
  const folder = join(root, "node_modules/.cache/tandem-chromium");
  if (!existsSync(folder)) await unpack(folder);
  return {
    executablePath: join(folder, "chromium"),
    env: { LD_LIBRARY_PATH: join(folder, "al2023/lib"), FONTCONFIG_FILE: join(folder, "fonts.conf") },
  };
}

/** Unpacks aside and moves it in place, so that an interrupted run leaves nothing half done. */
async function unpack(folder: string): Promise<void> {
  const draft = `${folder}.${process.pid}`;
  mkdirSync(draft, { recursive: true });
  const entry = createRequire(import.meta.url).resolve("@sparticuz/chromium");
  const archives = ["chromium.br", "al2023.tar.br", "fonts.tar.br", "swiftshader.tar.br"].map((name) =>
    join(dirname(entry), "../bin", name),
  );
  // The package unpacks to the system's temporary folder, so it is given one of its own.
  const script = `const { inflate } = await import(process.argv[1]); await Promise.all(process.argv.slice(2).map(inflate));`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script, entry, ...archives], {
    env: { ...process.env, TMPDIR: draft },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const code = await new Promise((resolve) => child.once("close", resolve));
  if (code !== 0) {
    rmSync(draft, { recursive: true, force: true });
    throw new NoBrowserError("No Chromium is installed, and the one from npm could not be unpacked: is the disk full?");
  }
  // The package's own file names folders of another machine; without any font Chromium draws no text, or crashes.
  const fonts = [join(folder, "fonts"), "/usr/share/fonts"].map((directory) => `<dir>${directory}</dir>`).join("");
  writeFileSync(
    join(draft, "fonts.conf"),
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>${fonts}<cachedir>${join(folder, "fonts-cache")}</cachedir></fontconfig>`,
  );
  try {
    renameSync(draft, folder);
  } catch {
    rmSync(draft, { recursive: true, force: true }); // Another process was first.
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
