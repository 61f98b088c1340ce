/**
 * After so long without a sign nobody knows whether a guardian still has its key: it is asked, and its owner told. In a
 * file without schemas: the wallet's home loads it, and would load the schema library with it.
 */
export const guardianSilenceSeconds = 182 * 24 * 3600;
