import { entryPoint09Address } from "viem/account-abstraction";

/** What a constructor argument may refer to; `Reference` is a future of Ignition, or an address where one is predicted. */
export type ArgumentScope<Reference> = {
  /** The contract of an earlier step. */
  readonly at: (id: string) => Reference;
  /** A parameter of the deployment. */
  readonly parameter: (name: string) => Reference;
};

/** One contract of a deployment. */
export type Step = {
  /** Name of the result, unique in the plan. */
  readonly id: string;
  /** Name of the contract. */
  readonly contract: string;
  /** Source file below `contracts/`, which is also where its artifact lies. */
  readonly source: string;
  readonly args: <Reference>(scope: ArgumentScope<Reference>) => readonly (Reference | string | number)[];
};

export type Plan = {
  /** Id of the Ignition module. */
  readonly id: string;
  readonly steps: readonly Step[];
};

// The Ignition modules and the predicted addresses both come from these plans, so they cannot disagree. An address is a
// function of the salt, the code and the arguments: only the paymasters take some that differ between deployments.
export const tandemPlan = {
  id: "Tandem",
  steps: [
    {
      id: "features",
      contract: "AccountFeatures",
      source: "account/AccountFeatures.sol",
      args: () => [entryPoint09Address],
    },
    { id: "core", contract: "AccountCore", source: "account/AccountCore.sol", args: ({ at }) => [at("features")] },
    {
      id: "factory",
      contract: "AccountFactory",
      source: "account/AccountFactory.sol",
      args: ({ at }) => [at("core")],
    },
    { id: "webAuthnVerifier", contract: "WebAuthnVerifier", source: "recovery/WebAuthnVerifier.sol", args: () => [] },
    {
      id: "frostVerifier",
      contract: "ERC7913FrostVerifier",
      source: "signature/ERC7913FrostVerifier.sol",
      args: () => [],
    },
    {
      id: "sponsorPaymaster",
      contract: "SponsorPaymaster",
      source: "paymaster/SponsorPaymaster.sol",
      args: ({ parameter }) => [parameter("paymasterOwner"), parameter("paymasterSigner")],
    },
    {
      id: "tokenPaymaster",
      contract: "TokenPaymaster",
      source: "paymaster/TokenPaymaster.sol",
      args: ({ parameter }) => [parameter("paymasterOwner"), parameter("paymasterSigner")],
    },
  ],
} as const satisfies Plan;

/** Metadata of the sample tokens of a local chain. */
export const sampleTokens = [
  { id: "usdc", name: "USD Coin (test)", symbol: "tUSDC", decimals: 6 },
  { id: "tandem", name: "Tandem Token", symbol: "TDM", decimals: 18 },
] as const;

export const samplesPlan = {
  id: "Samples",
  steps: sampleTokens.map(({ id, name, symbol, decimals }) => ({
    id,
    contract: "SampleToken",
    source: "mocks/SampleToken.sol",
    args: ({ parameter }) => [name, symbol, decimals, parameter("faucet")],
  })),
} as const satisfies Plan;
