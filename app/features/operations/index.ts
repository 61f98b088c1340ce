export { type OperationPhase, operationPhase, operationSteps } from "./operationPhase";
export { isRunning, resumeOperation } from "./operationRuns";
export { useAutoResume } from "./useAutoResume";
export { useOperations } from "./useOperations";
export { type ConfirmStage, useReviewedOperation } from "./useReviewedOperation";
