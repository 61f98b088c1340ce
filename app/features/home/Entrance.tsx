"use client";

import { Splash } from "@/components/Splash";
import { Welcome } from "@/features/entry";
import { Home } from "@/features/home/Home";
import { OpenWallet } from "@/features/home/OpenWallet";
import { useSession } from "@/features/session";

/** `/`: the wallet where there is one, the welcome where there is none. */
export function Entrance() {
  const { status, expectsAccount } = useSession();
  if (status === "empty" || (status === "loading" && !expectsAccount)) return <Welcome />;
  if (status === "loading") return <Splash />;
  return (
    <OpenWallet>
      <Home />
    </OpenWallet>
  );
}
