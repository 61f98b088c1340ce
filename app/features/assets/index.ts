export { AssetIcon } from "./AssetIcon";
export { AssetList } from "./AssetList";
export { type Asset, assetAmount } from "./assets";
export { type CallDescription, describeCall } from "./describeCall";
export { isContract } from "./isContract";
export { useBalances } from "./useBalances";
export { useChain } from "./useChain";
