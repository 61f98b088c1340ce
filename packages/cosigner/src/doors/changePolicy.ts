import {
  type ChangePolicyRequest,
  describePolicy,
  isLoosening,
  type Policy,
  type PolicyState,
  policyHash,
} from "@tandem/protocol";
import type { Hex } from "viem";
import type { Context } from "../context.ts";
import { ServiceError } from "../errors.ts";
import {
  type AccountRecord,
  findPendingPolicy,
  listWaits,
  requestLoosening,
  changePolicy as writePolicy,
} from "../store/index.ts";
import { assertActionProof } from "./assertActionProof.ts";
import { requireAccount } from "./requireAccount.ts";

type Caller = { readonly accountId: Hex; readonly keyId: Hex };

const daySeconds = 86_400;
/** How long a change can still take effect after its wait. Servers apply it within seconds; this bounds an outage. */
const windowSeconds = 7 * daySeconds;

/** The policy in force and the one that waits. */
export async function getPolicy(context: Context, caller: Caller): Promise<PolicyState> {
  return toState(context, await requireAccount(context, caller));
}

/**
 * Changes the policy: at once where nothing is let through that was stopped, else after 24 hours.
 *
 * @throws ServiceError `epoch_stale` where another policy is in force than was on the screen, `step_up_required`,
 * `policy_refused` for a loosening by a new device.
 */
export async function changePolicy(
  context: Context,
  caller: Caller,
  { basePolicyHash, policy, proof }: ChangePolicyRequest,
): Promise<PolicyState> {
  const record = await requireAccount(context, caller);
  if (record.policyHash !== basePolicyHash) throw staleBase();
  const loosens = isLoosening(record.policy, policy);
  if (loosens || addsContacts(record.policy, policy)) assertSettledDevice(record, caller.keyId);
  const newHash = policyHash(policy);
  const body = { basePolicyHash, policy };
  await assertActionProof(context, { record, action: "change-policy", body, proof });
  if (newHash === basePolicyHash) return toState(context, record);
  const { database } = context;
  const change = {
    accountId: record.accountId,
    baseHash: basePolicyHash,
    policy,
    policyHash: newHash,
    salt: context.randomBytes(32),
    entry: {
      account: record.accountId,
      kind: loosens ? "policy-requested" : "policy",
      device: caller.keyId,
      policyBefore: basePolicyHash,
      policy: newHash,
      rules: describePolicy({ policy }),
    },
  };
  const isWritten = loosens
    ? await requestLoosening(database, {
        ...change,
        waitId: context.randomBytes(16),
        facts: { policy: newHash },
        keyId: caller.keyId,
        delaySeconds: daySeconds,
        windowSeconds,
      })
    : await writePolicy(database, change);
  if (!isWritten) throw staleBase();
  return toState(context, await requireAccount(context, caller));
}

/** Contacts are not new: they lift what a new device may not do. */
function addsContacts({ contacts = [] }: Policy, next: Policy): boolean {
  return next.contacts?.some((address) => !contacts.includes(address)) ?? false;
}

/** @throws ServiceError `policy_refused` with rule `new-device` */
export function assertSettledDevice(record: AccountRecord, keyId: Hex): void {
  const device = record.devices.find((entry) => entry.keyId === keyId);
  if (device && !device.isNew) return;
  throw new ServiceError("policy_refused", "A new device changes no rules in its first 24 hours.", {
    rule: "new-device",
    action: "Use another device of this account, or wait until this one is a day old.",
  });
}

async function toState({ database }: Context, record: AccountRecord): Promise<PolicyState> {
  const { accountId, policy, policyHash: hash } = record;
  const pending = await findPendingPolicy(database, accountId);
  const wait = pending && (await listWaits(database, accountId)).find(({ waitId }) => waitId === pending.waitId);
  return {
    policy,
    policyHash: hash,
    ...(pending && wait && { pending: { policy: pending.policy, policyHash: pending.policyHash, wait } }),
  };
}

function staleBase(): ServiceError {
  return new ServiceError("epoch_stale", "The account's rules have changed since they were on the screen.", {
    action: "Look at them again, then repeat your change.",
  });
}
