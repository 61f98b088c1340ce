/**
 * Writes test/vectors/frost.json: `node packages/frost/scripts/vectors.ts`.
 * Everything comes from fixed seeds, so a second run gives the same bytes; a unit test compares.
 */
import { writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { suiteName } from "../src/challenge.ts";
import { encodePartsCases, hashCases, selfTestCases, timedDigestCases } from "./vectors/hashes.ts";
import { protocolCase } from "./vectors/protocols.ts";
import { addressCases, challengeCases, malformedCases, verifyCases } from "./vectors/verify.ts";

export const vectorsUrl = new URL("../../../test/vectors/frost.json", import.meta.url);

export function renderVectors(): string {
  const vectors = {
    suite: suiteName,
    verify: verifyCases(),
    verifyMalformed: malformedCases(),
    challenge: challengeCases(),
    commitmentAddress: addressCases(),
    hashes: hashCases(),
    timedDigest: timedDigestCases(),
    selfTestDigest: selfTestCases(),
    encodeParts: encodePartsCases(),
    // Two keys: the sum of the constant terms has even y in one of them and odd y in the other.
    protocol: [protocolCase("first key"), protocolCase("third key")],
  };
  return `${JSON.stringify(vectors, null, 2)}\n`;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  writeFileSync(vectorsUrl, renderVectors());
}
