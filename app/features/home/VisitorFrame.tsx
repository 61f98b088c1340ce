"use client";

import type { ReactNode } from "react";
import { Wordmark } from "@/components/brand/Logo";
import { Link } from "@/components/ui/Link";
import { OpenWallet } from "@/features/home/OpenWallet";
import { useSession } from "@/features/session";

/** For pages that everybody may read: inside the wallet where one is open, else below the brand. */
export function VisitorFrame({ children }: { readonly children: ReactNode }) {
  const { status } = useSession();
  if (status === "open") return <OpenWallet>{children}</OpenWallet>;
  return (
    <>
      <header className="mx-auto max-w-xl px-5 pt-8 sm:px-6">
        <Link href="/" aria-label="Tandem, home" className="inline-block rounded-lg">
          <Wordmark />
        </Link>
      </header>
      {children}
    </>
  );
}
