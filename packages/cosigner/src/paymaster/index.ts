export { createSponsorWatch, managedPaymasterAbi, type SponsorWatch } from "./createSponsorWatch.ts";
export { getData, getStubData } from "./sponsor.ts";
export { paymasterGas, sponsorRelay, stubSponsorship } from "./sponsorRelay.ts";
