import { RetryDkgError } from "@tandem/frost";
import type { ClientContext } from "../../context.ts";
import { type GeneratedKey, type GenerateKeyParameters, generateKey } from "./generateKey.ts";

const maximumTries = 3;

/** {@link generateKey}, begun again in the rare case that the key it made cannot be used on chain. */
export async function generateUsableKey(
  context: ClientContext,
  parameters: GenerateKeyParameters,
): Promise<GeneratedKey> {
  for (let count = 1; ; count++) {
    try {
      return await generateKey(context, parameters);
    } catch (error) {
      if (!(error instanceof RetryDkgError) || count === maximumTries) throw error;
    }
  }
}
