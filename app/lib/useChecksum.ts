"use client";

import { useSyncExternalStore } from "react";
import type { Address } from "viem";

type Checksum = (address: Address) => Address;

let checksum: Checksum | undefined;
let requested = false;
const listeners = new Set<() => void>();

/** EIP-55 form of addresses; until the hash function has loaded, the address as it is. */
export function useChecksum(): Checksum {
  const loaded = useSyncExternalStore(
    subscribe,
    () => checksum,
    () => undefined,
  );
  return loaded ?? identity;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (!requested) {
    requested = true;
    import("viem/utils").then(
      ({ getAddress }) => {
        checksum = (address) => getAddress(address);
        for (const notify of listeners) notify();
      },
      () => {
        requested = false;
      },
    );
  }
  return () => listeners.delete(listener);
}

function identity(address: Address): Address {
  return address;
}
