import { defineConfig } from "vitest/config";
import { LongestFirst } from "./support/longestFirst.ts";

const root = new URL("..", import.meta.url).pathname;

/** The stages of `npm test` that run under Vitest; `test/main.ts` runs them one by one. */
export default defineConfig({
  root,
  // As in app/tsconfig.json.
  resolve: { alias: { "@/": `${root}app/` } },
  test: {
    reporters: ["default"],
    // A test that never ends is a failure like any other.
    testTimeout: 30_000,
    hookTimeout: 120_000,
    // A busy machine is slow, not wrong.
    expect: { poll: { timeout: 30_000 } },
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          // Loading the same packages for each of 135 files took as long as the tests.
          isolate: false,
          include: [
            "packages/*/src/**/*.test.ts",
            "app/**/*.test.{ts,tsx}",
            "test/support/**/*.test.ts",
            "test/lint/**/*.test.ts",
            "test/runner/**/*.test.ts",
          ],
        },
      },
      {
        extends: true,
        test: { name: "contracts", include: ["test/{contracts,snapshots}/**/*.test.ts"], testTimeout: 120_000 },
      },
      {
        extends: true,
        test: {
          name: "integration",
          include: ["test/integration/**/*.test.ts"],
          testTimeout: 120_000,
          isolate: false,
          // Much of it waits for starts and disks: four at once keep two cores busy, more only make each slower.
          maxWorkers: 4,
        },
      },
      { extends: true, test: { name: "e2e", include: ["test/e2e/**/*.test.ts"], testTimeout: 240_000, maxWorkers: 3 } },
    ],
  },
});
