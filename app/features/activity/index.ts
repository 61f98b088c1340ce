export { ActivityDetail } from "./ActivityDetail";
export { ActivityList } from "./ActivityList";
export { ActivityPage } from "./ActivityPage";
