import type { GuardianCard } from "@tandem/protocol";
import { CardInput } from "@/features/guardian-portal/CardInput";

export function OpenCard({ onCard }: { readonly onCard: (card: GuardianCard) => void }) {
  return (
    <section aria-label="Your card" className="flex flex-col gap-3">
      <h2 className="font-semibold">Open your guardian card</h2>
      <CardInput onCard={onCard} />
    </section>
  );
}
