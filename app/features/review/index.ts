export type { Check } from "./Checks";
export { FeeLine } from "./FeeLine";
export { OperationDetails } from "./OperationDetails";
export { type ReviewAnswer, ReviewOperation } from "./ReviewOperation";
export { ruleWords } from "./ruleWords";
