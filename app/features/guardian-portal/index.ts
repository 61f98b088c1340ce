export { AcceptInvite } from "./AcceptInvite";
export { ApproveRequest } from "./ApproveRequest";
export { CardInput } from "./CardInput";
export { CardPage } from "./CardPage";
