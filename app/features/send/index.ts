export { clearDraft } from "./draft";
export { SendFlow } from "./SendFlow";
