import { concat, encodeAbiParameters, hashTypedData, keccak256, size, slice, stringToHex, toHex } from "viem";
import {
  hashMessage as viemHashMessage,
  hashTypedData as viemHashTypedData,
  wrapTypedDataSignature as viemWrap,
} from "viem/experimental/erc7739";
import { describe, expect, test } from "vitest";
import { mail, order, permit } from "../../test/typedData.ts";
import { InvalidSignatureLengthError, InvalidTypedDataError } from "../errors.ts";
import { parseTypedData } from "../typedData/parseTypedData.ts";
import { describeContents } from "./describeContents.ts";
import { getAccountDomain } from "./getAccountDomain.ts";
import { hashAccountMessage } from "./hashAccountMessage.ts";
import { hashAccountTypedData } from "./hashAccountTypedData.ts";
import { wrapTypedDataSignature } from "./wrapTypedDataSignature.ts";

const address = `0x${"12".repeat(20)}` as const;
const chainId = 31337;
const verifierDomain = getAccountDomain({ chainId, address });
const signature52 = `0x${"ab".repeat(52)}` as const;
const samples = [mail, order, permit];
/** What viem hashes and wraps: the parsed form. */
const toDefinition = (typedData: (typeof samples)[number]) =>
  parseTypedData(typedData) as never as Parameters<typeof hashTypedData>[0];

describe("hashAccountMessage", () => {
  test("behavior: equals viem's ERC-7739 hash", () => {
    for (const message of ["", "hello", "\u0000é😀", "x".repeat(1000)]) {
      const raw = stringToHex(message);
      expect(hashAccountMessage({ chainId, address, message: raw })).toBe(
        viemHashMessage({ message: { raw }, verifierDomain }),
      );
    }
  });

  test("S13 S14: another account or chain, another digest", () => {
    const digest = hashAccountMessage({ chainId, address, message: "0x12" });
    expect(hashAccountMessage({ chainId: 1, address, message: "0x12" })).not.toBe(digest);
    expect(hashAccountMessage({ chainId, address: `0x${"13".repeat(20)}`, message: "0x12" })).not.toBe(digest);
  });
});

describe("hashAccountTypedData", () => {
  test.each(samples)("behavior: equals viem's ERC-7739 hash, $primaryType", (typedData) => {
    const expected = viemHashTypedData({ ...toDefinition(typedData), verifierDomain } as never);
    expect(hashAccountTypedData({ chainId, address, typedData })).toBe(expected);
  });

  test("S13 S14: another account or chain, another digest", () => {
    const digest = hashAccountTypedData({ chainId, address, typedData: mail });
    expect(hashAccountTypedData({ chainId: 1, address, typedData: mail })).not.toBe(digest);
    expect(hashAccountTypedData({ chainId, address: `0x${"13".repeat(20)}`, typedData: mail })).not.toBe(digest);
  });

  test("error: what parsing refuses", () => {
    expect(() => hashAccountTypedData({ chainId, address, typedData: { ...mail, message: {} } })).toThrow(
      InvalidTypedDataError,
    );
  });
});

describe("wrapTypedDataSignature", () => {
  test.each([mail, permit])("behavior: equals viem's where the primary type sorts first, $primaryType", (typedData) => {
    const expected = viemWrap({ ...toDefinition(typedData), signature: signature52 } as never);
    expect(wrapTypedDataSignature({ signature52, typedData })).toBe(expected);
  });

  test.each(samples)(
    "behavior: carries what the account needs to compute the signed digest, $primaryType",
    (typedData) => {
      const wrapped = wrapTypedDataSignature({ signature52, typedData });
      const { digest, appHash, signature } = readAsAccount(wrapped);
      expect(signature).toBe(signature52);
      expect(appHash).toBe(hashTypedData(toDefinition(typedData)));
      expect(digest).toBe(hashAccountTypedData({ chainId, address, typedData }));
    },
  );

  test.each([51, 53, 64])("error: a signature of %i bytes", (length) => {
    const wrong = `0x${"ab".repeat(length)}` as const;
    expect(() => wrapTypedDataSignature({ signature52: wrong, typedData: mail })).toThrow(InvalidSignatureLengthError);
  });
});

describe("describeContents", () => {
  test("behavior: implicit where the primary type sorts first, else explicit, sorted by name", () => {
    expect(describeContents(mail)).toBe(
      "Mail(Person from,Person[] to,string contents)Person(string name,address wallet)",
    );
    expect(describeContents(order)).toMatch(
      /^ConsiderationItem\(.*\)OfferItem\(.*\)OrderComponents\(.*\)OrderComponents$/,
    );
  });
});

/** ERC-7739 as the account reads a wrapped signature, from the ERC's text. */
function readAsAccount(wrapped: `0x${string}`) {
  const length = size(wrapped);
  const descriptionLength = Number(slice(wrapped, length - 2));
  const description = Buffer.from(
    slice(wrapped, length - 2 - descriptionLength, length - 2).slice(2),
    "hex",
  ).toString();
  const start = length - 2 - descriptionLength - 64;
  const [separator, contents] = [slice(wrapped, start, start + 32), slice(wrapped, start + 32, start + 64)];
  const end = description.lastIndexOf(")") + 1;
  const name = end === description.length ? description.slice(0, description.indexOf("(")) : description.slice(end);
  const type =
    `TypedDataSign(${name} contents,string name,string version,uint256 chainId,address verifyingContract,bytes32 salt)` +
    description.slice(0, end);
  const words = ["bytes32", "bytes32", "bytes32", "bytes32", "uint256", "address", "bytes32"].map((type) => ({ type }));
  const hash = (text: string) => keccak256(toHex(text));
  const { salt } = verifierDomain;
  const struct = keccak256(
    encodeAbiParameters(words, [hash(type), contents, hash("Tandem"), hash("1"), BigInt(chainId), address, salt]),
  );
  return {
    signature: slice(wrapped, 0, start),
    appHash: keccak256(concat(["0x1901", separator, contents])),
    digest: keccak256(concat(["0x1901", separator, struct])),
  };
}
