export { getData, getStubData } from "./sponsor.ts";
