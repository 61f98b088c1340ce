import type { ReactNode } from "react";
import { EntryShell } from "@/components/EntryShell";

/** A guardian's screen, with the guide at its end. In a tab of its own, so that nothing begun here is lost. */
export function PortalShell({ children }: { readonly children: ReactNode }) {
  return (
    <EntryShell
      footer={
        <a href="/help/guardian" target="_blank" rel="noopener" className="rounded-md underline underline-offset-4">
          How to be a guardian<span className="sr-only"> (opens a new tab)</span>
        </a>
      }
    >
      {children}
    </EntryShell>
  );
}
