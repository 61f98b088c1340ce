export {
  createSponsorWatch,
  managedPaymasterAbi,
  type PaymasterRole,
  type SponsorWatch,
} from "./createSponsorWatch.ts";
export { getData, getStubData } from "./sponsor.ts";
export { sponsorRelay, stubSponsorship } from "./sponsorRelay.ts";
