import { listKeyFiles, replaceKeyFile } from "./keyFile.ts";
import type { KeySealer } from "./keySealer.ts";

/**
 * Moves the secrets of key files into the sealer, and wraps those that are there under its key's newest version. The
 * keys stay the same: nothing has to be rotated for it. A secret that was once on the disk may be in a backup of it:
 * rotate those.
 */
export async function sealKeyFiles(
  directory: string,
  sealer: KeySealer,
): Promise<{ readonly sealed: number; readonly resealed: number }> {
  const counts = { sealed: 0, resealed: 0 };
  for (const file of await listKeyFiles(directory)) {
    const { purpose, version, origin } = file;
    if ("secret" in file) {
      const secret = Buffer.from(file.secret.slice(2), "hex");
      const sealed = await sealer.seal(secret).finally(() => secret.fill(0));
      await replaceKeyFile(directory, { purpose, version, origin, sealed, sealedBy: sealer.name });
      counts.sealed++;
    } else if (file.sealedBy === sealer.name) {
      const sealed = await sealer.reseal(file.sealed);
      if (sealed === file.sealed) continue;
      await replaceKeyFile(directory, { ...file, sealed });
      counts.resealed++;
    }
  }
  return counts;
}
