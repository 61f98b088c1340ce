import {
  type Address,
  concat,
  encodeAbiParameters,
  type Hex,
  numberToHex,
  pad,
  parseAbiParameters,
  parseEther,
  parseSignature,
  serializeCompactSignature,
  signatureToCompactSignature,
} from "viem";
import { entryPoint09Abi, entryPoint09Address, type PackedUserOperation } from "viem/account-abstraction";
import { type PrivateKeyAccount, privateKeyToAccount } from "viem/accounts";
import { sponsorPaymasterAbi } from "../../../packages/account/src/generated/abi.ts";
import type { Chain } from "../../contracts/support/createChain.ts";
import { uint128Pair } from "../../contracts/support/userOperation.ts";
import { validAfter, validUntil } from "./bounds.ts";
import { compile } from "./compile.ts";
import { deploy } from "./deploy.ts";

/** Makes the `paymasterAndData` of an operation that has everything else but a signature. */
export type Sponsor = (userOp: PackedUserOperation) => Promise<Hex>;

const signer: PrivateKeyAccount = privateKeyToAccount(pad("0x5160e7", { size: 32 }));
const limits = uint128Pair(60_000n, 20_000n);

async function fund(chain: Chain, paymaster: Address): Promise<void> {
  await chain.wallet.writeContract({
    abi: entryPoint09Abi,
    address: entryPoint09Address,
    functionName: "depositTo",
    args: [paymaster],
    value: parseEther("100"),
  });
}

/** The verifying paymaster that most services run. */
export async function createVerifyingSponsor(chain: Chain): Promise<Sponsor> {
  const { abi, bytecode } = compile("VerifyingPaymaster")("VerifyingPaymaster");
  const paymaster = await deploy(chain, { abi, bytecode, args: [entryPoint09Address, signer.address] });
  await fund(chain, paymaster);
  return async (userOp) => {
    const head = concat([paymaster, limits]);
    const bounds = encodeAbiParameters(parseAbiParameters("uint48, uint48"), [validUntil, validAfter]);
    const raw = (await chain.client.readContract({
      abi,
      address: paymaster,
      functionName: "getHash",
      args: [{ ...userOp, paymasterAndData: concat([head, bounds]) }, validUntil, validAfter],
    })) as Hex;
    return concat([head, bounds, await signer.signMessage({ message: { raw } })]);
  };
}

/** SponsorPaymaster, signed by its first signer. */
export async function createOwnSponsor(chain: Chain): Promise<Sponsor> {
  const { address } = await chain.viem.deployContract("SponsorPaymaster", [
    chain.wallet.account.address,
    signer.address,
  ]);
  await fund(chain, address);
  return async (userOp) => {
    const head = concat([address, limits]);
    const hash = await chain.client.readContract({
      abi: sponsorPaymasterAbi,
      address,
      functionName: "sponsorshipHash",
      args: [{ ...userOp, paymasterAndData: head }, validAfter, validUntil],
    });
    const signature = signatureToCompactSignature(parseSignature(await signer.sign({ hash })));
    const bounds = [numberToHex(validUntil, { size: 6 }), numberToHex(validAfter, { size: 6 })];
    return concat([head, ...bounds, serializeCompactSignature(signature)]);
  };
}
