export { endRefresh, finishRefresh, startRefresh, testRefresh } from "./refreshShares.ts";
