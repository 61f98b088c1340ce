export { type OperationPhase, operationPhase, operationSteps } from "./operationPhase";
export { type ConfirmParameters, confirmOperation, isRunning, resumeOperation } from "./operationRuns";
export { useAutoResume } from "./useAutoResume";
export { useOperations } from "./useOperations";
export { type ConfirmStage, useReviewedOperation } from "./useReviewedOperation";
