export { getData, getStubData } from "./sponsor.ts";
export { paymasterGas, sponsorRelay, stubSponsorship } from "./sponsorRelay.ts";
