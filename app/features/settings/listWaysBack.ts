export type WaysBack = {
  readonly hasOtherDevice: boolean;
  readonly hasKit: boolean;
  readonly hasGuardians: boolean;
};

/** What brings an account back whose part on this device is erased, as one phrase; undefined where nothing does. */
export function listWaysBack({ hasOtherDevice, hasKit, hasGuardians }: WaysBack): string | undefined {
  const ways = [
    ...(hasOtherDevice ? ["another device of the account"] : []),
    ...(hasKit ? ["its backup kit"] : []),
    ...(hasGuardians ? ["its guardians"] : []),
  ];
  if (ways.length < 2) return ways[0];
  return `${ways.slice(0, -1).join(", ")} or ${ways.at(-1)}`;
}
