import type { ClientContext } from "../../context.ts";
import type { CreateAccountParameters, CreationStep } from "../../types.ts";
import { createPasskey } from "./createPasskey.ts";
import type { Creation } from "./creation.ts";
import { makeKey } from "./makeKey.ts";
import { registerPasskey } from "./registerPasskey.ts";
import { selfTest } from "./selfTest.ts";
import { storeVault } from "./storeVault.ts";

export type ProveKeyParameters = Omit<CreateAccountParameters, "onProgress"> & {
  readonly onProgress: (step: CreationStep) => void;
};

/**
 * Everything of a creation but its last step: passkey, key generation, sealing, proof that the sealed share opens and
 * signs. Every stage is written down before the next begins.
 */
export async function proveKey(
  context: ClientContext,
  start: Creation,
  parameters: ProveKeyParameters,
  onChange: (creation: Creation) => void,
): Promise<Creation> {
  const { onProgress } = parameters;
  let creation = start;
  while (creation.record.stage !== "self-tested") {
    switch (creation.record.stage) {
      case "registered":
        onProgress("passkey");
        creation = await createPasskey(context, creation);
        break;
      case "attested":
        creation = await registerPasskey(context, creation);
        break;
      case "passkey":
        creation = await makeKey(context, creation, parameters);
        break;
      case "key":
        onProgress("sealing");
        creation = await storeVault(context, creation);
        break;
      case "vault":
        onProgress("verifying");
        creation = await selfTest(context, creation, parameters);
        break;
    }
    onChange(creation);
  }
  return creation;
}
