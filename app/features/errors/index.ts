export { describeError, type ErrorDescription, isCancelled } from "./describeError";
export { ErrorNotice } from "./ErrorNotice";
