export { answerWait } from "./answerWait.ts";
export { followKey } from "./followKey.ts";
export { getWaits } from "./getWaits.ts";
export { requestRotation } from "./requestRotation.ts";
export { rotateKey } from "./rotateKey.ts";
export type {
  AccountWait,
  FollowKeyParameters,
  RotateKeyParameters,
  RotationActions,
  RotationStep,
  WaitParameters,
} from "./types.ts";
