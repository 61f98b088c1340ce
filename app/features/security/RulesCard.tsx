import { SlidersHorizontal } from "lucide-react";
import { SecurityCard } from "@/components/SecurityCard";
import { ButtonLink } from "@/components/ui/Button";

export function RulesCard() {
  return (
    <SecurityCard
      icon={SlidersHorizontal}
      title="Limits and recipients"
      text="How much may leave in a day, and who may be paid. Tightening counts at once; loosening takes 24 hours."
      anchor="limits"
    >
      <ButtonLink href="/settings/limits" variant="secondary" className="self-start" data-testid="security-limits">
        Change the rules
      </ButtonLink>
    </SecurityCard>
  );
}
