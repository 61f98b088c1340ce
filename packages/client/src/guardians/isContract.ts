import type { Address, Client } from "viem";
import { getCode } from "viem/actions";

/** Code of an ordinary wallet that has delegated itself (EIP-7702): it still signs with its key. */
const delegation = "0xef0100";

/** Whether an address is a contract on the client's chain, such as a Safe: no key of its own signs for it. */
export async function isContract(client: Client, { address }: { readonly address: Address }): Promise<boolean> {
  const code = await getCode(client, { address });
  return code !== undefined && !code.startsWith(delegation);
}
