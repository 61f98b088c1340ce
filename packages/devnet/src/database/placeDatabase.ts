import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { StepFailedError } from "../errors.ts";
import { findServerFiles } from "./findServerFiles.ts";

export type DatabasePlace = {
  /** The folder that holds the cluster; the server's user owns it. */
  readonly directory: string;
  /** Folder of the server's `bin`, `lib` and `share`. */
  readonly serverFiles: string;
  /** Set when this process is root, which PostgreSQL refuses to be. */
  readonly user: ServerUser | undefined;
};

const packageSchema = z.object({ version: z.string() });

type ServerUser = { readonly uid: number; readonly gid: number };

/** Where root keeps databases whose data folder, or the packages, only root can reach (below /root, for example). */
const sharedDirectory = "/var/lib/tandem";

/**
 * Decides where the cluster lives and who runs it. As root the server runs as `postgres` if that user exists, else as
 * `nobody`; no user is created. When that user cannot reach the data folder, the cluster moves to `/var/lib/tandem`.
 */
export function placeDatabase(dataDirectory: string): DatabasePlace {
  const inData = join(dataDirectory, "database");
  const packaged = findServerFiles();
  if (process.getuid?.() !== 0) return { directory: inData, serverFiles: packaged, user: undefined };

  const user = findUser();
  const directory = canReach(user, dataDirectory) ? inData : externalDirectory(dataDirectory);
  if (directory !== inData) openSharedDirectory();
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  chownSync(directory, user.uid, user.gid);
  const serverFiles = canReach(user, join(packaged, "bin")) ? packaged : copyServerFiles(packaged);
  return { directory, serverFiles, user };
}

/** Removes the cluster, wherever it is. */
export function removeDatabase(dataDirectory: string): void {
  rmSync(join(dataDirectory, "database"), { recursive: true, force: true });
  if (process.getuid?.() === 0) rmSync(externalDirectory(dataDirectory), { recursive: true, force: true });
}

function externalDirectory(dataDirectory: string): string {
  return join(sharedDirectory, createHash("sha256").update(dataDirectory).digest("hex").slice(0, 16));
}

function findUser(): ServerUser {
  for (const name of ["postgres", "nobody"]) {
    const [uid, gid] = ["-u", "-g"].map((flag) => {
      const { stdout, status } = spawnSync("id", [flag, name], { encoding: "utf8" });
      return status === 0 ? Number(stdout) : Number.NaN;
    });
    if (uid && gid) return { uid, gid };
  }
  throw new StepFailedError("PostgreSQL cannot run as root, and there is neither a user postgres nor nobody.", {
    metaMessages: ["Run npm start as an ordinary user, or create one: useradd --system postgres"],
  });
}

/** Asks as that user, because only the kernel knows all the rules. */
function canReach(user: ServerUser, directory: string): boolean {
  return spawnSync("/bin/sh", ["-c", 'test -x "$1"', "sh", directory], { ...user, cwd: "/" }).status === 0;
}

/** Copies the server to where its user can run it, once a version. */
function copyServerFiles(packaged: string): string {
  const { version } = packageSchema.parse(JSON.parse(readFileSync(join(packaged, "../package.json"), "utf8")));
  const target = join(sharedDirectory, `server-${version}-${process.arch}`);
  if (existsSync(target)) return target;
  openSharedDirectory();
  const draft = `${target}.${process.pid}`;
  cpSync(packaged, draft, { recursive: true, verbatimSymlinks: true });
  spawnSync("chmod", ["-R", "a+rX", draft]); // Whatever the umask.
  renameSync(draft, target);
  return target;
}

/** Others may pass through it, whatever the umask. */
function openSharedDirectory(): void {
  mkdirSync(sharedDirectory, { recursive: true });
  chmodSync(sharedDirectory, 0o755);
}
