import type { ClientContext } from "../../context.ts";
import { OperationExpiredError, OperationInterruptedError, OperationRefusedError } from "../../errors.ts";
import { getOperation, isFinished, listOperations, updateOperation, watchOperations } from "../../journal/index.ts";
import { lockBusy, tryLock } from "../../locks.ts";
import { followLog } from "../../log/index.ts";
import type {
  JournalOperation,
  OperationReceipt,
  OperationStatus,
  OperationStatusEvent,
  SecondFactor,
} from "../../types.ts";
import { sendOperation } from "./sendOperation.ts";
import { noteError, signOperation } from "./signOperation.ts";
import { failOperation, toReceipt, waitForOperation } from "./waitForOperation.ts";

export type RunOperationParameters = {
  readonly id: string;
  readonly secondFactor?: SecondFactor | undefined;
  readonly password?: string | undefined;
  readonly onStatus?: ((event: OperationStatusEvent) => void) | undefined;
  readonly until?: "sent" | "confirmed" | undefined;
};

const statuses: Record<JournalOperation["state"], OperationStatus> = {
  prepared: "confirming",
  confirming: "confirming",
  "co-signing": "co-signing",
  signed: "sending",
  sent: "sent",
  confirmed: "confirmed",
  failed: "failed",
};

/** How often a tab that follows looks into the journal, in case it missed a message. */
const followMs = 500;

/**
 * Brings an operation from wherever its row stands to its end. One tab of this origin works on it; the others follow,
 * and take over when the first is closed, as far as no prompt is needed.
 */
export async function runOperation(
  context: ClientContext,
  parameters: RunOperationParameters,
): Promise<OperationReceipt> {
  const { id, onStatus, until = "confirmed" } = parameters;
  let told: OperationStatus | undefined;
  const tell = ({ state, times, updatedAt }: JournalOperation): void => {
    const status = statuses[state];
    if (status === told) return;
    told = status;
    onStatus?.({ id, status, at: times[state] ?? updatedAt });
  };
  const stopWatching = watchOperations(context, (change) => {
    if (change.id === id) void getOperation(context, id).then(tell, () => undefined);
  });
  let isFollowing: boolean = false;
  try {
    for (;;) {
      const work: Work = { ...parameters, tell, mayPrompt: !isFollowing };
      const result = await tryLock(context, `operation:${id}`, () => advance(context, work));
      isFollowing = result === lockBusy;
      const operation = result === lockBusy ? await getOperation(context, id) : result;
      tell(operation);
      const isDone = isFinished(operation) || (until === "sent" && operation.state === "sent");
      if (isDone && operation.state === "confirmed") void followLog(context);
      if (isDone) return toReceipt(operation);
      await new Promise((resolve) => setTimeout(resolve, followMs));
    }
  } finally {
    stopWatching();
  }
}

type Work = RunOperationParameters & {
  readonly tell: (operation: JournalOperation) => void;
  /** False in a tab that followed: a prompt out of nowhere is not what its person asked for. */
  readonly mayPrompt: boolean;
};

async function advance(
  context: ClientContext,
  { id, password, secondFactor, until, tell, mayPrompt }: Work,
): Promise<JournalOperation> {
  let operation = await getOperation(context, id);
  for (;;) {
    tell(operation);
    switch (operation.state) {
      case "prepared":
      case "confirming":
      case "co-signing":
        if (!mayPrompt) throw new OperationInterruptedError();
        operation = await assertFresh(context, operation);
        operation = await signOperation(context, operation, { password, secondFactor });
        break;
      case "signed":
        operation = await send(context, operation);
        break;
      case "sent":
        if (until === "sent") return operation;
        operation = await waitForOperation(context, operation);
        break;
      case "confirmed":
      case "failed":
        return operation;
    }
  }
}

/** The signature of an answered intent ends with its validity, so an unanswered one can be given up safely. */
async function assertFresh(context: ClientContext, operation: JournalOperation): Promise<JournalOperation> {
  if (context.now() <= operation.prepared.expiresAt) {
    return updateOperation(context, operation, { state: "confirming" });
  }
  const error = new OperationExpiredError();
  await failOperation(context, operation, error.shortMessage);
  throw error;
}

async function send(context: ClientContext, operation: JournalOperation): Promise<JournalOperation> {
  try {
    const sent = await sendOperation(context, operation);
    await closeReplaced(context, sent);
    return sent;
  } catch (error) {
    await noteError(context, operation, error);
    if (error instanceof OperationRefusedError) await failOperation(context, operation, error.reason);
    throw error;
  }
}

/** Only one operation of a nonce can execute: the ones before it are over. */
async function closeReplaced(context: ClientContext, { id, accountId, prepared }: JournalOperation): Promise<void> {
  for (const other of await listOperations(context, { accountId })) {
    const { chainId, userOperation } = other.prepared;
    const isSameSlot = chainId === prepared.chainId && userOperation.nonce === prepared.userOperation.nonce;
    if (other.id === id || !isSameSlot || isFinished(other) || other.state === "sent") continue;
    await failOperation(context, other, "Another payment took its place.");
  }
}
