import {
  type Address,
  type EIP1193Provider,
  type Hex,
  isHex,
  serializeTypedData,
  type TypedDataDefinition,
} from "viem";
import { WalletRefusedError } from "./errors.ts";
import { toWalletError } from "./toWalletError.ts";

export type SignTypedDataInWalletParameters = {
  readonly address: Address;
  readonly provider: Pick<EIP1193Provider, "request">;
  readonly typedData: TypedDataDefinition;
};

/** `eth_signTypedData_v4` with the domain's type spelled out, which some wallets ask for. @throws WalletCancelledError, WalletRefusedError */
export async function signTypedDataInWallet(parameters: SignTypedDataInWalletParameters): Promise<Hex> {
  const { address, provider, typedData } = parameters;
  const EIP712Domain = [
    { name: "name", type: "string" },
    { name: "version", type: "string" },
    { name: "verifyingContract", type: "address" },
  ];
  const types = { ...(typedData.types as unknown as Record<string, { name: string; type: string }[]>), EIP712Domain }; // as written
  const text = serializeTypedData({ ...typedData, types } as Parameters<typeof serializeTypedData>[0]); // same definition
  let signature: unknown;
  try {
    signature = await provider.request({ method: "eth_signTypedData_v4", params: [address, text] });
  } catch (cause) {
    throw toWalletError(cause);
  }
  if (!isHex(signature)) throw new WalletRefusedError(undefined);
  return signature;
}
