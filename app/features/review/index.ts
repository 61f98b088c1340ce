export { type Check, Checks } from "./Checks";
export { FeeLine } from "./FeeLine";
export { OperationDetails } from "./OperationDetails";
export { ReviewOperation } from "./ReviewOperation";
export { ruleWords } from "./ruleWords";
