import {
  BeginChangeRequest,
  ChangePolicyRequest,
  EvmAddress,
  FreezeRequest,
  FreezeState,
  GuardianFreezeRequest,
  PolicyState,
  Wait,
} from "@tandem/protocol";
import {
  beginChange,
  changePolicy,
  freeze,
  freezeByGuardian,
  getFreeze,
  getPolicy,
  unfreeze,
  unknownAccount,
} from "../../doors/index.ts";
import { defineRoute, type Route } from "../route.ts";
import { callerOf } from "./accounts.ts";

/** The account's rules, changes that wait, and freezing. */
export const policyRoutes: readonly Route[] = [
  defineRoute({
    method: "get",
    path: "/accounts/{accountId}/policy",
    summary: "The policy in force, and the one that waits",
    isSigned: true,
    response: PolicyState,
    handle: (context, call) => getPolicy(context, callerOf(call)),
  }),
  defineRoute({
    method: "post",
    path: "/accounts/{accountId}/policy",
    summary: "Change the policy: at once what tightens, after 24 hours what loosens",
    isSigned: true,
    request: ChangePolicyRequest,
    response: PolicyState,
    handle: (context, call) => changePolicy(context, callerOf(call), call.body),
  }),
  defineRoute({
    method: "post",
    path: "/accounts/{accountId}/changes",
    summary: "Announce a call that adds a holder of power; it is co-signed 24 hours later",
    isSigned: true,
    request: BeginChangeRequest,
    response: Wait,
    handle: (context, call) => beginChange(context, callerOf(call), call.body),
  }),
  defineRoute({
    method: "get",
    path: "/accounts/{accountId}/freeze",
    summary: "Whether the account is frozen, by whom, and when that ends",
    isSigned: true,
    response: FreezeState,
    handle: (context, call) => getFreeze(context, callerOf(call)),
  }),
  defineRoute({
    method: "post",
    path: "/accounts/{accountId}/freeze",
    summary: "Stop co-signing at once",
    isSigned: true,
    request: FreezeRequest,
    response: FreezeState,
    handle: (context, call) => freeze(context, callerOf(call), call.body),
  }),
  defineRoute({
    method: "post",
    path: "/accounts/{accountId}/unfreeze",
    summary: "End a freeze: at once one that guardians asked for, after 24 hours the owner's own",
    isSigned: true,
    request: FreezeRequest,
    response: FreezeState,
    handle: (context, call) => unfreeze(context, callerOf(call), call.body),
  }),
  defineRoute({
    method: "post",
    path: "/freezes/{chainId}/{address}",
    summary: "A guardian asks to stop co-signing for an account",
    isSigned: false,
    request: GuardianFreezeRequest,
    handle: (context, { params, body }) => {
      const address = EvmAddress.safeParse(params.address);
      if (!address.success) throw unknownAccount();
      const chainId = /^[1-9][0-9]{0,15}$/.test(params.chainId ?? "") ? Number(params.chainId) : 0;
      return freezeByGuardian(context, { chainId, address: address.data }, body);
    },
  }),
];
