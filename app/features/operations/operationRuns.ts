import type { ConfirmOperationParameters, OperationReceipt } from "@tandem/client";
import { walletClient } from "@/lib/walletClient";

const running = new Map<string, Promise<unknown>>();

export type ConfirmParameters = Omit<ConfirmOperationParameters, "onStatus" | "until"> & {
  /** The passkey was shown; from here the operation goes on by itself and its screen may be left. */
  readonly onAuthorised: (id: string) => void;
  /** Both parts have signed; it is handed to the network. */
  readonly onSending?: () => void;
};

/**
 * One passkey assertion, then co-sign, send, await. Lives outside any screen: leaving one does not stop it.
 *
 * @throws what the client throws; once the operation is authorised the failure stands in the journal too
 */
export async function confirmOperation(parameters: ConfirmParameters): Promise<OperationReceipt> {
  const { onAuthorised, onSending, ...rest } = parameters;
  const client = await walletClient();
  let authorised: string | undefined;
  const run = client.confirmOperation({
    ...rest,
    onStatus: ({ id, status }) => {
      if (status === "sending") onSending?.();
      if (status === "confirming" || authorised) return;
      authorised = id;
      running.set(id, run);
      onAuthorised(id);
    },
  });
  return run.finally(() => authorised && running.delete(authorised));
}

/**
 * Goes on with an operation that was left, once per tab. While another tab works on it, the client follows that one.
 * Undefined where this tab is at it already.
 */
export async function resumeOperation(parameters: {
  readonly id: string;
  readonly password?: string;
}): Promise<OperationReceipt | undefined> {
  const { id } = parameters;
  if (running.has(id)) return undefined;
  const run = walletClient().then((client) => client.resumeOperation(parameters));
  running.set(id, run);
  return run.finally(() => running.delete(id));
}

/** Whether this tab is working on it now. */
export function isRunning(id: string): boolean {
  return running.has(id);
}
