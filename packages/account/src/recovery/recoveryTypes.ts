/** EIP-712 types of the chain-less messages. */
export const recoveryTypes = {
  StartRecovery: [
    { name: "newOwner", type: "bytes32" },
    { name: "ownerEpoch", type: "uint64" },
    { name: "configHash", type: "bytes32" },
    { name: "nonce", type: "uint256" },
    { name: "deadline", type: "uint48" },
    { name: "chainIds", type: "uint256[]" },
  ],
  CancelRecovery: [
    { name: "recoveryHash", type: "bytes32" },
    { name: "nonce", type: "uint256" },
    { name: "deadline", type: "uint48" },
    { name: "chainIds", type: "uint256[]" },
  ],
  FirstGuardians: [{ name: "configHash", type: "bytes32" }],
  InstallOwner: [{ name: "newOwner", type: "bytes32" }],
  RotateOwner: [
    { name: "newOwner", type: "bytes32" },
    { name: "ownerEpoch", type: "uint64" },
  ],
} as const;
