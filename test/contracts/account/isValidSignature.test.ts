import {
  type Address,
  concat,
  encodeAbiParameters,
  encodeFunctionData,
  type Hex,
  hashMessage,
  hashStruct,
  hashTypedData,
  keccak256,
  numberToHex,
  parseAbi,
  parseAbiParameters,
  serializeErc6492Signature,
  size,
  stringToHex,
  zeroHash,
} from "viem";
import { hashTypedData as hashNested, wrapTypedDataSignature } from "viem/experimental/erc7739";
import { beforeAll, describe, expect, test } from "vitest";
import { accountAbi } from "../../../packages/account/src/generated/abi.ts";
import { createChain } from "../support/createChain.ts";
import { createOwner, type Owner } from "../support/createOwner.ts";
import {
  createAccount,
  type Deployment,
  deployAccounts,
  encodeCreateAccount,
  getAddress,
  initialData,
} from "../support/deployAccounts.ts";
import { recoveryDomain, signRotation } from "../support/signRotation.ts";

const owner = createOwner(1n);
const message = "Sign in to an app";
const mail = {
  domain: { name: "Mail", version: "1", chainId: 31337, verifyingContract: `0x${"cc".repeat(20)}` },
  types: {
    Person: [
      { name: "name", type: "string" },
      { name: "wallet", type: "address" },
    ],
    Mail: [
      { name: "from", type: "Person" },
      { name: "contents", type: "string" },
    ],
  },
  primaryType: "Mail",
  message: { from: { name: "Cow", wallet: `0x${"dd".repeat(20)}` }, contents: "Hello" },
} as const;

const domainOf = (account: Address, chainId: number) => ({
  name: "Tandem",
  version: "1",
  chainId,
  verifyingContract: account,
  salt: zeroHash,
});

/** ERC-7739's personal signature. */
function signPersonal(by: Owner, account: Address, hash: Hex, chainId = 31337): Hex {
  // `bytes prefixed` is encoded as its hash, and the app gives that hash, so viem's hashTypedData does not fit.
  const structHash = keccak256(
    encodeAbiParameters(parseAbiParameters("bytes32, bytes32"), [
      keccak256(stringToHex("PersonalSign(bytes prefixed)")),
      hash,
    ]),
  );
  return by.sign(keccak256(concat(["0x1901", domainSeparator(domainOf(account, chainId)), structHash])));
}

type Domain = Readonly<Record<"name" | "version", string>> & {
  readonly chainId: number;
  readonly verifyingContract: Address;
};

const domainSeparator = ({ chainId, ...domain }: Domain): Hex =>
  hashStruct({
    primaryType: "EIP712Domain",
    types: {
      EIP712Domain: [
        { name: "name", type: "string" },
        { name: "version", type: "string" },
        { name: "chainId", type: "uint256" },
        { name: "verifyingContract", type: "address" },
      ],
    },
    data: { ...domain, chainId: BigInt(chainId) },
  });

function signMail(by: Owner, account: Address, chainId = 31337): Hex {
  const signature = by.sign(hashNested({ ...mail, verifierDomain: domainOf(account, chainId) }));
  return wrapTypedDataSignature({ ...mail, signature });
}

let deployment: Deployment;
let chain: Deployment["chain"];
let account: Address;

beforeAll(async () => {
  deployment = await deployAccounts();
  chain = deployment.chain;
  account = await createAccount(deployment, initialData(owner));
}, 60_000);

const isValid = (hash: Hex, signature: Hex, of = account, on = chain): Promise<Hex> =>
  on.client.readContract({
    abi: parseAbi(["function isValidSignature(bytes32,bytes) view returns (bytes4)"]),
    address: of,
    functionName: "isValidSignature",
    args: [hash, signature],
  });

describe("isValidSignature", { timeout: 60_000 }, () => {
  test("behavior: viem verifies a message and typed data", async () => {
    const personal = signPersonal(owner, account, hashMessage(message));
    expect(await chain.client.verifyMessage({ address: account, message, signature: personal })).toBe(true);
    expect(await chain.client.verifyMessage({ address: account, message: "other", signature: personal })).toBe(false);
    const typed = signMail(owner, account);
    expect(await chain.client.verifyTypedData({ ...mail, address: account, signature: typed })).toBe(true);
    const other = { ...mail.message, contents: "Bye" };
    expect(await chain.client.verifyTypedData({ ...mail, message: other, address: account, signature: typed })).toBe(
      false,
    );
  });

  test("S13: replay between two accounts with one key fails", async () => {
    const twin = await createAccount(deployment, initialData(owner, { salt: numberToHex(1n, { size: 32 }) }));
    const hash = hashMessage(message);
    expect(await isValid(hash, signPersonal(owner, account, hash))).toBe("0x1626ba7e");
    expect(await isValid(hash, signPersonal(owner, account, hash), twin)).toBe("0xffffffff");
    expect(await isValid(hashTypedData(mail), signMail(owner, account))).toBe("0x1626ba7e");
    expect(await isValid(hashTypedData(mail), signMail(owner, account), twin)).toBe("0xffffffff");
  });

  test("S14: a signature for another chain fails", async () => {
    const other = await deployAccounts(await createChain(8453));
    const there = await createAccount(other, initialData(owner));
    expect(there).toBe(account);
    const hash = hashMessage(message);
    expect(await isValid(hash, signPersonal(owner, there, hash, 31337), there, other.chain)).toBe("0xffffffff");
    expect(await isValid(hash, signPersonal(owner, there, hash, 8453), there, other.chain)).toBe("0x1626ba7e");
    expect(await isValid(hashTypedData(mail), signMail(owner, there, 31337), there, other.chain)).toBe("0xffffffff");
    expect(await isValid(hashTypedData(mail), signMail(owner, there, 8453), there, other.chain)).toBe("0x1626ba7e");
  });

  test("S15: a malformed ERC-7739 descriptor fails", async () => {
    const hash = hashTypedData(mail);
    const separator = domainSeparator(mail.domain);
    const contents = hashStruct({ primaryType: "Mail", types: mail.types, data: mail.message });
    const fields = " contents,string name,string version,uint256 chainId,address verifyingContract,bytes32 salt)";
    const attempt = (name: string, type: string, description = type): Promise<Hex> => {
      const typeHash = keccak256(stringToHex(`TypedDataSign(${name}${fields}${type}`));
      const domain = domainOf(account, 31337);
      const structHash = keccak256(
        encodeAbiParameters(parseAbiParameters("bytes32, bytes32, bytes32, bytes32, uint256, address, bytes32"), [
          typeHash,
          contents,
          keccak256(stringToHex(domain.name)),
          keccak256(stringToHex(domain.version)),
          31337n,
          account,
          zeroHash,
        ]),
      );
      const signature = owner.sign(keccak256(concat(["0x1901", separator, structHash])));
      const bytes = stringToHex(description);
      return isValid(hash, concat([signature, separator, contents, bytes, numberToHex(size(bytes), { size: 2 })]));
    };
    const type = "Mail(Person from,string contents)Person(string name,address wallet)";
    expect(await attempt("Mail", type)).toBe("0x1626ba7e");
    expect(await attempt("Mail", type, `${type}Mail`), "explicit name").toBe("0x1626ba7e");
    for (const name of ["mail", "(Mail", "Ma,il", "Ma il", "Ma)il", "Mail\0", ""]) {
      const malformed = type.replace(/^Mail/, name);
      expect(await attempt(name, malformed), JSON.stringify(name)).toBe("0xffffffff");
    }
    // No description, one that is longer than the signature, none of the contents.
    const good = signMail(owner, account);
    const body = good.slice(0, -4) as Hex;
    expect(await isValid(hash, concat([body, "0x0000"]))).toBe("0xffffffff");
    expect(await isValid(hash, concat([body, "0xffff"]))).toBe("0xffffffff");
    expect(await isValid(keccak256(hash), good)).toBe("0xffffffff");
    expect(await isValid(hash, owner.sign(hash)), "a raw signature of the hash").toBe("0xffffffff");
  });

  test("S16: detection magic", async () => {
    const question: Hex = `0x${"7739".repeat(16)}`;
    expect(await isValid(question, "0x")).toBe("0x77390001");
    expect(await isValid(question, "0x00")).toBe("0xffffffff");
    expect(await isValid(zeroHash, "0x")).toBe("0xffffffff");
  });

  test("S17: ERC-6492 before deployment, after deployment and after rotation", async () => {
    const birth = createOwner(20n);
    const next = createOwner(21n);
    const data = initialData(birth);
    const future = await getAddress(deployment, data);
    const rotation = signRotation({ account: future, owner: birth, newOwner: next, ownerEpoch: 0n });
    const wrap = (signature: Hex, rotations = [rotation].slice(0, 0)): Hex =>
      serializeErc6492Signature({ address: deployment.factory, data: encodeCreateAccount(data, rotations), signature });
    const hash = hashMessage(message);
    const byBirth = signPersonal(birth, future, hash);
    const byNext = signPersonal(next, future, hash);
    const verify = (signature: Hex) => chain.client.verifyMessage({ address: future, message, signature });

    expect(await chain.client.getCode({ address: future })).toBeUndefined();
    expect(await verify(wrap(byBirth)), "before deployment").toBe(true);
    expect(await verify(wrap(byNext)), "before, without the rotation").toBe(false);
    expect(await verify(wrap(byNext, [rotation])), "before, with the rotation").toBe(true);
    expect(await verify(wrap(byBirth, [rotation])), "the old key, before").toBe(false);
    const typed = wrapTypedDataSignature({
      ...mail,
      signature: birth.sign(hashNested({ ...mail, verifierDomain: domainOf(future, 31337) })),
    });
    expect(await chain.client.verifyTypedData({ ...mail, address: future, signature: wrap(typed) })).toBe(true);

    await createAccount(deployment, data);
    expect(await verify(byBirth), "after deployment").toBe(true);
    expect(await verify(wrap(byBirth)), "after deployment, wrapped").toBe(true);
    expect(await isValid(hash, wrap(byBirth), future), "wrapped, asked by a contract").toBe("0x1626ba7e");

    const { newOwner, proof, ownerSignature } = rotation;
    await chain.wallet.writeContract({
      abi: accountAbi,
      address: future,
      functionName: "rotateOwner",
      args: [newOwner, proof, ownerSignature],
    });
    expect(await verify(byNext), "after rotation").toBe(true);
    expect(await verify(wrap(byNext, [rotation])), "after rotation, wrapped").toBe(true);
    expect(await verify(byBirth), "the old key, after").toBe(false);
    expect(await verify(wrap(byBirth)), "the old key, wrapped").toBe(false);
  });

  test("S18: the legacy form of Safe ≤ 1.4.1 hashes its data and takes the same path", async () => {
    const legacy = (data: Hex, signature: Hex): Promise<Hex> =>
      chain.client.readContract({
        abi: parseAbi(["function isValidSignature(bytes,bytes) view returns (bytes4)"]),
        address: account,
        functionName: "isValidSignature",
        args: [data, signature],
      });
    // What a Safe passes: the encoded transaction, 0x1901 ‖ domain ‖ struct hash.
    const data = concat(["0x1901", keccak256("0x01"), keccak256("0x02")]);
    const hash = keccak256(data);
    expect(await legacy(data, signPersonal(owner, account, hash))).toBe("0x20c13b0b");
    expect(await legacy(data, owner.sign(hash)), "raw").toBe("0xffffffff");
    expect(await legacy(concat([data, "0x00"]), signPersonal(owner, account, hash))).toBe("0xffffffff");
    expect(await legacy(hash, signPersonal(owner, account, hash)), "the hash as data").toBe("0xffffffff");
  });

  test("S19: EIP-712 type hashes and both domains equal viem's", async () => {
    const [fields, name, version, chainId, verifyingContract, salt, extensions] = await chain.client.readContract({
      abi: accountAbi,
      address: account,
      functionName: "eip712Domain",
    });
    expect({ fields, name, version, chainId, verifyingContract, salt, extensions }).toEqual({
      fields: "0x0f",
      name: "Tandem",
      version: "1",
      chainId: 31337n,
      verifyingContract: account,
      salt: zeroHash,
      extensions: [],
    });
    // The chain-less domain has no getter: a rotation signed over viem's hash goes through, and over others not.
    const fresh = await createAccount(deployment, initialData(createOwner(30n)));
    const rotation = signRotation({
      account: fresh,
      owner: createOwner(30n),
      newOwner: createOwner(31n),
      ownerEpoch: 0n,
    });
    const wrongDomain = createOwner(30n).sign(
      hashTypedData({
        domain: { ...recoveryDomain(fresh), chainId: 31337 },
        types: {
          RotateOwner: [
            { name: "newOwner", type: "bytes32" },
            { name: "ownerEpoch", type: "uint64" },
          ],
        },
        primaryType: "RotateOwner",
        message: { newOwner: rotation.newOwner, ownerEpoch: 0n },
      }),
    );
    const rotate = (ownerSignature: Hex) =>
      chain.client.call({
        to: fresh,
        data: encodeFunctionData({
          abi: accountAbi,
          functionName: "rotateOwner",
          args: [rotation.newOwner, rotation.proof, ownerSignature],
        }),
      });
    await expect(rotate(wrongDomain)).rejects.toThrow("InvalidOwnerSignature");
    await expect(rotate(rotation.ownerSignature)).resolves.toBeDefined();
  });

  test("behavior: takes an 8 KB signature and every odd length without a revert", async () => {
    for (const length of [0, 1, 51, 53, 64, 65, 117, 8192]) {
      expect(await isValid(keccak256("0x01"), `0x${"ff".repeat(length)}`)).toBe("0xffffffff");
    }
  });
});
