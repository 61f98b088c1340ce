import { createRequire } from "node:module";
import protocolKit, { buildSignatureBytes, type Eip1193Provider, type SafeConfig } from "@safe-global/protocol-kit";
import type { Abi, Address, Hex, TypedDataDefinition } from "viem";
import { privateKeyToAddress } from "viem/accounts";

const require = createRequire(import.meta.url);
// The package's types describe its CommonJS door, where the class is `default`; Node takes the ES one, where it is itself.
const SafeKit = protocolKit as unknown as typeof protocolKit.default;
type SafeKit = InstanceType<typeof protocolKit.default>;

type Artifact = { readonly abi: Abi; readonly bytecode: Hex };

/** Where it is: a simulated chain, or one behind an RPC address. */
export type SafeChain = {
  readonly chainId: number;
  readonly provider: Eip1193Provider | string;
  readonly client: {
    waitForTransactionReceipt(parameters: {
      readonly hash: Hex;
    }): Promise<{ contractAddress?: Address | null | undefined }>;
  };
  /** Pays for the deployments. */
  readonly wallet: {
    deployContract(parameters: { readonly abi: Abi; readonly bytecode: Hex }): Promise<Hex>;
    sendTransaction(parameters: Call): Promise<Hex>;
  };
};

type Call = { readonly to: Address; readonly data: Hex };

/** A real Safe of which every owner signs, used through Safe's own kit as its wallet does. */
export type TestSafe = {
  readonly address: Address;
  /** Safe's kit, with the first owner. */
  readonly kit: SafeKit;
  /** ERC-1271: the owners' signatures of the Safe's message for this typed data. */
  readonly signTypedData: (typedData: TypedDataDefinition) => Promise<Hex>;
  /** A transaction of the Safe, or several as one batch, signed by all owners, sent by the first. */
  readonly execute: (...calls: readonly Call[]) => Promise<void>;
};

/** Deploys Safe 1.4.1 from its npm package and creates a Safe on it with protocol-kit. */
export async function createSafe(chain: SafeChain, ownerKeys: readonly [Hex, ...Hex[]]): Promise<TestSafe> {
  const contractNetworks = { [chain.chainId.toString()]: await deployContracts(chain) };
  const owners = ownerKeys.map((key) => privateKeyToAddress(key));
  const connect = (signer: Hex, config: Partial<SafeConfig>) =>
    SafeKit.init({ provider: chain.provider, signer, contractNetworks, ...config } as SafeConfig);
  const predicted = await connect(ownerKeys[0], {
    predictedSafe: {
      safeAccountConfig: { owners, threshold: owners.length },
      // Unless given, it follows from the chain id; so the same Safe may stand on several chains.
      safeDeploymentConfig: { safeVersion: "1.4.1", saltNonce: "1" },
    },
  });
  const { to, data } = await predicted.createSafeDeploymentTransaction();
  await send(chain, to as Address, data as Hex);
  const safeAddress = await predicted.getAddress();
  const kits = await Promise.all(ownerKeys.map((key) => connect(key, { safeAddress })));
  const [kit] = kits as [SafeKit, ...SafeKit[]];
  return {
    address: safeAddress as Address,
    kit,
    async signTypedData(typedData) {
      const message = kit.createMessage(typedData as never);
      const signed = await Promise.all(kits.map((owner) => owner.signMessage(message)));
      return buildSignatureBytes(signed.flatMap(({ signatures }) => [...signatures.values()])) as Hex;
    },
    async execute(...calls) {
      let transaction = await kit.createTransaction({ transactions: calls.map((call) => ({ ...call, value: "0" })) });
      for (const owner of kits) transaction = await owner.signTransaction(transaction);
      const { hash } = await kit.executeTransaction(transaction);
      await chain.client.waitForTransactionReceipt({ hash: hash as Hex });
    },
  };
}

async function deployContracts(chain: SafeChain) {
  const deploy = async (path: string): Promise<Address> => {
    const { abi, bytecode }: Artifact = require(`@safe-global/safe-contracts/build/artifacts/contracts/${path}.json`);
    const hash = await chain.wallet.deployContract({ abi, bytecode });
    const { contractAddress } = await chain.client.waitForTransactionReceipt({ hash });
    if (!contractAddress) throw new Error(`${path} was not deployed`);
    return contractAddress;
  };
  return {
    safeSingletonAddress: await deploy("Safe.sol/Safe"),
    safeProxyFactoryAddress: await deploy("proxies/SafeProxyFactory.sol/SafeProxyFactory"),
    multiSendAddress: await deploy("libraries/MultiSend.sol/MultiSend"),
    multiSendCallOnlyAddress: await deploy("libraries/MultiSendCallOnly.sol/MultiSendCallOnly"),
    fallbackHandlerAddress: await deploy("handler/CompatibilityFallbackHandler.sol/CompatibilityFallbackHandler"),
    signMessageLibAddress: await deploy("libraries/SignMessageLib.sol/SignMessageLib"),
    createCallAddress: await deploy("libraries/CreateCall.sol/CreateCall"),
    simulateTxAccessorAddress: await deploy("accessors/SimulateTxAccessor.sol/SimulateTxAccessor"),
  };
}

async function send(chain: SafeChain, to: Address, data: Hex): Promise<void> {
  const hash = await chain.wallet.sendTransaction({ to, data });
  await chain.client.waitForTransactionReceipt({ hash });
}
