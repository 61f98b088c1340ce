"use client";

import { Splash } from "@/components/Splash";
import { AddDevice } from "@/features/security/adding/AddDevice";
import { NewDevice } from "@/features/security/adding/NewDevice";
import { LockScreen, useSession } from "@/features/session";
import { newDevicePath } from "@/lib/newDevicePath";
import { useFragment } from "@/lib/useFragment";

/** One address for both ends: a device without a wallet shows its code, one with a wallet takes a code. */
export function Adding() {
  const { status, account } = useSession();
  const fragment = useFragment();
  if (status === "empty" || (fragment !== undefined && newDevicePath.endsWith(`#${fragment}`))) return <NewDevice />;
  if (status === "locked" && account) return <LockScreen account={account} />;
  if (status === "open" && account) return <AddDevice account={account} />;
  return <Splash />;
}
