import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { measureRecovery } from "../bench/gas/recovery.ts";
import { readGas } from "./readGas.ts";
import { readLayout } from "./readLayout.ts";
import { readSizes } from "./readSizes.ts";

// A difference that is meant: node test/snapshots/update.ts, and commit the result.
const read = async (name: string) => JSON.parse(await readFile(new URL(`${name}.json`, import.meta.url), "utf8"));

describe("snapshots", { timeout: 120_000 }, () => {
  test("S27: storage layout snapshot", async () => {
    const layout = readLayout();
    expect(layout).toEqual(await read("layout"));
    expect([layout.core, layout.features]).toEqual([[], []]);
    expect(Object.keys(layout.namespaces)).toHaveLength(4);
  });

  test("behavior: every contract fits the limit of EIP-170", async () => {
    const sizes = await readSizes();
    expect(sizes).toEqual(await read("size"));
    for (const bytes of Object.values(sizes)) expect(bytes).toBeLessThanOrEqual(24_576);
  });

  test("behavior: gas equals the snapshot, and meets the goal", async () => {
    const gas = await readGas();
    expect(gas).toEqual(await read("gas"));
    for (const name of ["tandem", "tandem-rotated"]) {
      const { native, erc20, batch, batchPacked, erc20Paymaster, erc20OwnPaymaster, calldataBytes } = gas[name]!;
      expect(native).toBeLessThanOrEqual(81_800);
      expect(erc20).toBeLessThanOrEqual(88_800);
      expect(batch).toBeLessThanOrEqual(101_500);
      expect(batchPacked).toBeLessThanOrEqual(99_000);
      expect(erc20Paymaster).toBeLessThanOrEqual(103_500);
      expect(erc20OwnPaymaster).toBeLessThanOrEqual(101_900);
      expect(calldataBytes).toBeLessThanOrEqual(740);
    }
    expect(gas.tandem!.create).toBeLessThanOrEqual(184_000);
  });

  test("behavior: gas of recovery equals the snapshot", async () => {
    expect(await measureRecovery()).toEqual(await read("recovery"));
  });
});
