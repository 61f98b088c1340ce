// Checks each property it is sent. A process of its own, so that a proof that never ends can be ended.
import { checkProperty, type PropertyRequest } from "./checkProperty.ts";

process.on("message", async (request: PropertyRequest) => {
  try {
    process.send?.({ verdict: await checkProperty(request) });
  } catch (error) {
    process.send?.({ error: String(error) });
  }
});
process.on("disconnect", () => process.exit());
