export { AcceptInvite } from "./AcceptInvite";
export { ApproveRequest } from "./ApproveRequest";
export { CardInput } from "./CardInput";
export { CardPage } from "./CardPage";
export { GuardedList } from "./GuardedList";
export { SendStep } from "./SendStep";
export { StillHere } from "./StillHere";
export { StopRecovery } from "./StopRecovery";
