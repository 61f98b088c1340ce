export { createDeliverer, type Deliverer } from "./createDeliverer.ts";
export {
  addChannel,
  confirmChannel,
  listChannels,
  removeChannel,
  resendCode,
  testChannels,
  unsubscribe,
} from "./manageChannels.ts";
