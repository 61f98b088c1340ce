export { type JournalChange, watchOperations } from "./announceChange.ts";
export { findUnsettledAttempt } from "./findUnsettledAttempt.ts";
export {
  deleteOperation,
  getOperation,
  isFinished,
  listOperations,
  updateOperation,
  writeOperation,
} from "./journal.ts";
