import { Users } from "lucide-react";
import { SecurityCard } from "@/components/SecurityCard";
import { ButtonLink } from "@/components/ui/Button";

export function GuardiansCard() {
  return (
    <SecurityCard
      icon={Users}
      title="Guardians"
      text="People who can give your account a new key together, if you lose everything."
      anchor="security-guardians"
    >
      <ButtonLink href="/guardians" variant="secondary" className="self-start">
        Guardians
      </ButtonLink>
    </SecurityCard>
  );
}
