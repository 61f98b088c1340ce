/** Writes test/vectors/kit.json: `node packages/client/scripts/kitVector.ts`. A unit test compares. */
import { writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { bytesToHex } from "@tandem/protocol";
import { formatKitCode, formatKitFile, formatKitLines, formatKitQr, openKit } from "../src/kit/index.ts";
import { createTestKit } from "../testing/createTestKit.ts";

export async function renderKitVector(): Promise<string> {
  const { kit, code, seed, details, keyPackage } = await createTestKit("tandem kit vector");
  const opened = await openKit({ kit, code: formatKitCode(code) });
  const vector = {
    code: { bytes: bytesToHex(code), text: formatKitCode(code) },
    compact: bytesToHex(kit.compact),
    qr: formatKitQr(kit),
    lines: formatKitLines(kit),
    file: new TextDecoder().decode(formatKitFile(kit)),
    opened: {
      accountId: opened.accountId,
      keyEpoch: opened.keyEpoch,
      madeAt: opened.madeAt,
      share: bytesToHex(keyPackage.signingShare),
      seed: bytesToHex(seed),
      publicKey: opened.publicKey,
      publicKeyPackage: opened.publicKeyPackage,
      address: opened.address,
      requestKeyId: opened.requestKey.keyId,
      hpkePublicKey: bytesToHex(opened.hpke.publicKey),
      hpkePrivateKey: bytesToHex(opened.hpke.privateKey),
      details,
    },
  };
  opened.close();
  return `${JSON.stringify(vector, null, 2)}\n`;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  writeFileSync(new URL("../../../test/vectors/kit.json", import.meta.url), await renderKitVector());
}
