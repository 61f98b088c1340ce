/** `execute(address,uint256,bytes)`. */
export const executeSelector = "0xb61d27f6";

/** ERC-7821 `execute(bytes32,bytes)`. */
export const executeBatchSelector = "0xe9ae5c53";
