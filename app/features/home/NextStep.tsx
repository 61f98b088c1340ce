"use client";

import { ArrowRight, ShieldCheck } from "lucide-react";
import { Link } from "@/components/ui/Link";
import type { SecurityScore } from "@/features/score";

/** What would make the account safer, until all of it is done. */
export function NextStep({ score }: { readonly score: SecurityScore | undefined }) {
  // Home asks for the kit by itself.
  if (!score?.next || score.next.id === "kit") return null;
  const { title, id } = score.next;
  const text = score.lockOuts?.find(({ remedy }) => remedy === id)?.text ?? score.next.text;
  return (
    <Link
      href="/security"
      className="mt-12 flex items-center gap-4 rounded-2xl bg-sunken p-4 hover:bg-line"
      data-testid="home-next-step"
    >
      <ShieldCheck aria-hidden="true" className="size-5 shrink-0 text-accent" />
      <span className="min-w-0 flex-1">
        <span className="block font-medium">{title}</span>
        <span className="block text-muted text-sm">{text}</span>
      </span>
      <ArrowRight aria-hidden="true" className="size-5 shrink-0 text-muted rtl:rotate-180" />
    </Link>
  );
}
