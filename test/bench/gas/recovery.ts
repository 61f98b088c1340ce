import {
  encodeRecoveryCall,
  hashGuardianConfig,
  hashRecoveryMessage,
  type StartRecovery,
  sortApprovals,
  toGuardianConfig,
} from "@tandem/account";
import { type Address, encodeFunctionData, type Hex, keccak256, numberToHex, stringToHex, zeroHash } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { accountAbi } from "../../../packages/account/src/generated/abi.ts";
import { type Chain, createChain } from "../../contracts/support/createChain.ts";
import { createOwner } from "../../contracts/support/createOwner.ts";
import { createAccount, deployAccounts, initialData } from "../../contracts/support/deployAccounts.ts";
import { signRotation } from "../../contracts/support/signRotation.ts";

/** Gas of one call of an account by anybody. */
export type RecoveryGas = {
  /** Of the receipt: with the transaction's own cost and calldata, after refunds. */
  readonly receipt: number;
  /** Of the execution alone, everything cold, before refunds: what a gas report of Foundry counts. */
  readonly execution: number;
};

/** Candide's SocialRecoveryModule, from its published gas report: 2 of 3 guardians, a mock Safe. */
export const candide = { start: 222_703, finalize: 45_144 } as const;

const guardians = [1, 2, 3].map((index) => {
  const account = privateKeyToAccount(numberToHex(5000 + index, { size: 32 }));
  return { account, signer: account.address, salt: keccak256(stringToHex(`salt ${index}`)) };
});
const config = toGuardianConfig({ guardians, threshold: 2 });

/** What recovery costs: guardians set at once, 2 of 3 EOAs, the delay over. */
export async function measureRecovery(): Promise<Readonly<Record<string, RecoveryGas>>> {
  const deployment = await deployAccounts(await createChain(1));
  const { chain, factory } = deployment;
  const [owner, recovered, rotated] = [1n, 2n, 3n].map((seed) => createOwner(seed)) as [
    ReturnType<typeof createOwner>,
    ReturnType<typeof createOwner>,
    ReturnType<typeof createOwner>,
  ];
  const configHash = hashGuardianConfig(config, 1n);
  const current = { config, factory, salt: zeroHash };

  const startCall = async (account: Address): Promise<Hex> => {
    const request: StartRecovery = {
      newOwner: recovered.publicKey,
      ownerEpoch: 0n,
      configHash,
      nonce: BigInt(keccak256("0x01")),
      deadline: 2 ** 40,
      chainIds: [1n],
    };
    const digest = hashRecoveryMessage(account, { primaryType: "StartRecovery", message: request });
    const install = { primaryType: "InstallOwner", message: { newOwner: recovered.publicKey } } as const;
    const approvals = await Promise.all(
      guardians
        .slice(0, 2)
        .map(async (guardian) => ({ ...guardian, signature: await guardian.account.sign({ hash: digest }) })),
    );
    return encodeRecoveryCall({
      functionName: "startRecovery",
      request,
      proof: recovered.sign(hashRecoveryMessage(account, install)),
      current,
      approvals: sortApprovals(approvals),
    });
  };

  const born = await createAccount(deployment, initialData(owner, { configHash }));
  const startFromAddress = await run(chain, born, await startCall(born));

  const account = await createAccount(deployment, initialData(owner));
  const first = { primaryType: "FirstGuardians", message: { configHash } } as const;
  const ownerSignature = owner.sign(hashRecoveryMessage(account, first));
  const firstGuardians = await run(
    chain,
    account,
    encodeRecoveryCall({ functionName: "setFirstGuardians", config, ownerSignature, factory, salt: zeroHash }),
  );
  const start = await run(chain, account, await startCall(account));
  await chain.client.increaseTime({ seconds: config.recoveryDelay });
  const finalize = await run(chain, account, encodeRecoveryCall({ functionName: "finalizeRecovery" }));
  const rotation = signRotation({ account, owner: recovered, newOwner: rotated, ownerEpoch: 1n });
  const args = [rotation.newOwner, rotation.proof, rotation.ownerSignature] as const;
  const rotate = await run(chain, account, encodeFunctionData({ abi: accountAbi, functionName: "rotateOwner", args }));
  const epoch = await chain.client.readContract({ abi: accountAbi, address: account, functionName: "ownerEpoch" });
  if (epoch !== 2n) throw new Error("what was measured did not happen");
  return { firstGuardians, start, startFromAddress, finalize, rotate };
}

async function run(chain: Chain, to: Address, data: Hex): Promise<RecoveryGas> {
  const hash = await chain.wallet.sendTransaction({ to, data });
  const { gasUsed, status } = await chain.client.waitForTransactionReceipt({ hash });
  if (status !== "success") throw new Error("the measured call failed");
  const trace = { method: "debug_traceTransaction", params: [hash, { disableStorage: true, disableStack: true }] };
  const { structLogs } = (await chain.client.request(trace as never)) as {
    readonly structLogs: readonly { readonly gas: number; readonly gasCost: number }[];
  };
  const [first, last] = [structLogs[0], structLogs.at(-1)];
  if (first === undefined || last === undefined) throw new Error("the measured call ran no code");
  return { receipt: Number(gasUsed), execution: Number(first.gas) - Number(last.gas) + Number(last.gasCost) };
}
