import { describeNetworks } from "./suites/networks.ts";
import { createWorld } from "./support/world.ts";

// What only several networks show. The other files have one, as `npm start` does.
describeNetworks(createWorld({ testHooks: true, otherChains: [31338] }));
