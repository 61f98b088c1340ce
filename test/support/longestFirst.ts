import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Files that take minutes: begun last, each would keep one worker busy while the others have nothing left. */
const longFiles = [
  "cosigner/faults.test.ts",
  "cosigner/crash.test.ts",
  "e2e/safety.test.ts",
  "e2e/wallet.test.ts",
  "e2e/guardians.test.ts",
  "e2e/losses.test.ts",
];

/** The order of test files: the long ones first, the others as Vitest would. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification) => longFiles.some((name) => moduleId.endsWith(name));
    const sorted = await super.sort(files);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}
