import { describeGuardianNetworks } from "./suites/guardianNetworks.ts";
import { describeNetworks } from "./suites/networks.ts";
import { createWorld } from "./support/world.ts";

// What only several networks show. The other files have one, as `npm start` does.
const world = createWorld({ testHooks: true, otherChains: [31338] });
describeNetworks(world);
describeGuardianNetworks(world);
