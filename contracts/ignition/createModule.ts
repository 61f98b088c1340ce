import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";
import type {
  ModuleParameterRuntimeValue,
  NamedArtifactContractAtFuture,
  NamedArtifactContractDeploymentFuture,
} from "@nomicfoundation/ignition-core";
import type { Plan } from "./plan.ts";

type Contract = NamedArtifactContractDeploymentFuture<string> | NamedArtifactContractAtFuture<string>;

/**
 * The Ignition module of a plan.
 *
 * A contract in `present` is on the chain already although Ignition's journal does not know it: the journal was lost, or
 * somebody else deployed it, as anybody may, since the address follows from the code. It is used where it stands.
 */
export function createModule(plan: Plan, present: Readonly<Record<string, string>> = {}) {
  return buildModule(plan.id, (m) => {
    const contracts: Record<string, Contract> = {};
    const at = (id: string): Contract => {
      const contract = contracts[id];
      if (contract === undefined) throw new TypeError(`${plan.id} refers to "${id}" before that step`);
      return contract;
    };
    for (const { id, contract, args } of plan.steps) {
      const address = present[id];
      contracts[id] =
        address === undefined
          ? m.contract(
              contract,
              [
                ...args<Contract | ModuleParameterRuntimeValue<string>>({
                  at,
                  parameter: (name) => m.getParameter(name),
                }),
              ],
              { id },
            )
          : m.contractAt(contract, address, { id: `${id}Present` });
    }
    return contracts;
  });
}
