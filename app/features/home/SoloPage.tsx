"use client";

import { PageShell } from "@/components/PageShell";
import { ButtonLink } from "@/components/ui/Button";
import { SoloNotice } from "@/features/key";

/** In place of every page that is nothing without the server. */
export function SoloPage() {
  return (
    <PageShell title="This page needs our server">
      <SoloNotice />
      <ButtonLink href="/" variant="secondary" className="self-start">
        Back to the account
      </ButtonLink>
    </PageShell>
  );
}
