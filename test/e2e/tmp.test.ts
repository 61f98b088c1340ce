import { describeFreeze } from "./suites/freeze.ts";
import { describeLimits } from "./suites/limits.ts";
import { createWorld } from "./support/world.ts";

const world = createWorld();
describeLimits(world);
describeFreeze(world);
