import { z } from "zod";
import { EvmAddress, hexUpTo, maxBodyBytes, quantity } from "./primitives.ts";

/** As a factory it means EIP-7702 to the EntryPoint. */
const eip7702Marker = `0x7702${"0".repeat(36)}`;

const fields = {
  sender: EvmAddress,
  nonce: quantity(256),
  factory: EvmAddress.optional(),
  factoryData: hexUpTo(maxBodyBytes).optional(),
  callData: hexUpTo(maxBodyBytes),
  callGasLimit: quantity(128),
  verificationGasLimit: quantity(128),
  preVerificationGas: quantity(256),
  maxFeePerGas: quantity(128),
  maxPriorityFeePerGas: quantity(128),
  paymaster: EvmAddress.optional(),
  paymasterVerificationGasLimit: quantity(128).optional(),
  paymasterPostOpGasLimit: quantity(128).optional(),
  paymasterData: hexUpTo(maxBodyBytes).optional(),
};

/**
 * A UserOperation as in ERC-4337 RPC (EntryPoint ≥ 0.7), hex, without `signature`. Any other field, `eip7702Auth`
 * above all, is refused: this account never delegates from an EOA.
 */
export const UserOperation = z
  .strictObject(fields)
  .refine(({ factory }) => factory !== eip7702Marker, { error: "EIP-7702 is not supported" })
  .refine(({ factory, factoryData }) => (factory === undefined) === (factoryData === undefined), {
    error: "factory and factoryData come together",
  })
  .refine(
    ({ paymaster, paymasterVerificationGasLimit, paymasterPostOpGasLimit, paymasterData }) =>
      paymaster === undefined
        ? paymasterVerificationGasLimit === undefined &&
          paymasterPostOpGasLimit === undefined &&
          paymasterData === undefined
        : paymasterVerificationGasLimit !== undefined && paymasterPostOpGasLimit !== undefined,
    { error: "a paymaster comes with both of its gas limits, and they with it" },
  );
export type UserOperation = z.infer<typeof UserOperation>;

/** The same as sent to a paymaster, where gas, fees and paymaster fields may still be open (ERC-7677). */
export const PaymasterUserOperation = z.strictObject({
  ...fields,
  callGasLimit: fields.callGasLimit.optional(),
  verificationGasLimit: fields.verificationGasLimit.optional(),
  preVerificationGas: fields.preVerificationGas.optional(),
  maxFeePerGas: fields.maxFeePerGas.optional(),
  maxPriorityFeePerGas: fields.maxPriorityFeePerGas.optional(),
  signature: hexUpTo(512).optional(),
});
export type PaymasterUserOperation = z.infer<typeof PaymasterUserOperation>;
