"use client";

import { CloudOff } from "lucide-react";
import { SecurityCard } from "@/components/SecurityCard";
import { ButtonLink } from "@/components/ui/Button";
import { exitPath } from "@/lib/exitPath";

// Plain links: the page is a file of its own, which the router cannot load.
const linkLook =
  "inline-flex min-h-11 items-center justify-center rounded-xl bg-sunken px-4 font-medium text-[0.9375rem] text-ink hover:bg-line";

/** The way without the server, and what makes it wider. */
export function ExitCard() {
  return (
    <SecurityCard
      icon={CloudOff}
      title="If our server is gone"
      anchor="security-exit"
      text="Your device and your backup kit sign for this account without us. This browser keeps a page for that day. It opens by itself when the wallet cannot be reached."
    >
      <div className="flex flex-wrap gap-3">
        <a href={exitPath} className={linkLook}>
          Look at that page
        </a>
        <a href={exitPath} download="tandem-without-server.html" className={linkLook}>
          Save it as a file
        </a>
        <ButtonLink href="/export" variant="secondary">
          Make a device export
        </ButtonLink>
      </div>
    </SecurityCard>
  );
}
