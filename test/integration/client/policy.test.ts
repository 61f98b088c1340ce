import { CosignerMisbehavedError } from "@tandem/client";
import { type Policy, type PolicyState, policyHash, TandemApiError } from "@tandem/protocol";
import type { Hex } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createWallet } from "../cosigner/support/createWallet.ts";
import { startService, type TestService } from "../cosigner/support/startService.ts";

let service: TestService;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service?.stop());

const thief: Hex = `0x${"b2".repeat(20)}`;

async function open(onResponse?: (path: string, response: Response) => Response | Promise<Response>) {
  const wallet = createWallet({ getUrl: () => service.cosigner.url, rpcUrl: service.chain.rpcUrl });
  const { accountId } = await wallet.client.createAccount({ name: "Ada" });
  return { client: onResponse ? wallet.reload({ onResponse }).client : wallet.client, accountId };
}
/** Half of the first limit, or twice as much. */
function scale(policy: Policy, by: "half" | "double"): Policy {
  const [first, ...limits] = policy.limits;
  if (!first) throw new TypeError("no limit");
  const amount = by === "half" ? BigInt(first.amount) / 2n : BigInt(first.amount) * 2n;
  return { ...policy, limits: [{ ...first, amount: amount.toString() }, ...limits] };
}

describe("changePolicy", () => {
  it("behavior: tightens at once, loosens later, and a change that waits can be stopped", async () => {
    const { client, accountId } = await open();
    const { policy, policyHash: base } = await client.getPolicy({ accountId });
    const tight: Policy = { ...scale(policy, "half"), blocked: [thief] };
    const changed = await client.changePolicy({ accountId, basePolicyHash: base, policy: tight });
    expect(changed).toEqual({ policy: tight, policyHash: policyHash(tight) });
    expect((await client.getAccount({ accountId })).policy).toEqual(tight);
    const loose = scale(policy, "double");
    const waiting = await client.changePolicy({ accountId, basePolicyHash: changed.policyHash, policy: loose });
    expect(waiting).toMatchObject({ policyHash: changed.policyHash, pending: { policy: loose } });
    const [wait] = await client.getWaits({ accountId });
    expect(wait?.kind).toBe("loosening");
    await client.cancelWait({ accountId, waitId: wait?.waitId ?? "" });
    expect((await client.getPolicy({ accountId })).pending).toBeUndefined();
    const late = client.changePolicy({ accountId, basePolicyHash: base, policy: tight });
    await expect(late).rejects.toBeInstanceOf(TandemApiError);
  });

  it("error: a service that shows one policy and names another, or ignores a tightening, is caught", async () => {
    let lie = (state: PolicyState): unknown => state;
    const { client, accountId } = await open(async (path, response) => {
      if (!path.endsWith("/policy") || !response.ok) return response;
      return Response.json(lie((await response.json()) as PolicyState));
    });
    const { policy, policyHash: base } = await client.getPolicy({ accountId });
    lie = (state) => ({ ...state, policy: scale(state.policy, "double") });
    await expect(client.getPolicy({ accountId })).rejects.toBeInstanceOf(CosignerMisbehavedError);
    lie = () => ({ policy, policyHash: base });
    const tightened = client.changePolicy({ accountId, basePolicyHash: base, policy: scale(policy, "half") });
    await expect(tightened).rejects.toBeInstanceOf(CosignerMisbehavedError);
  });
});

describe("freeze", () => {
  it("behavior: freezes at once; unfreezing waits, and freezing again stops it", async () => {
    const { client, accountId } = await open();
    expect(await client.getFreeze({ accountId })).toEqual({ frozen: false });
    expect(await client.freeze({ accountId })).toEqual({ frozen: true, frozenBy: "owner" });
    expect(await client.getAccount({ accountId })).toMatchObject({ frozen: true, frozenBy: "owner" });
    const { unfreezing } = await client.unfreeze({ accountId });
    expect((unfreezing?.readyAt ?? 0) - (unfreezing?.requestedAt ?? 0)).toBe(86_400_000);
    expect((await client.freeze({ accountId })).unfreezing).toBeUndefined();
  });
});
