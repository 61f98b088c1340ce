import type { StoredAccount } from "@tandem/client";
import { Snowflake } from "lucide-react";
import { FreezeSettings } from "@/features/freeze";
import { SecurityCard } from "@/features/security/SecurityCard";

export function FreezeCard({ account }: { readonly account: StoredAccount }) {
  return (
    <SecurityCard
      icon={Snowflake}
      title="Freeze"
      text="Stops every signature by our server, at once and for every device."
      anchor="freeze"
    >
      <FreezeSettings account={account} />
    </SecurityCard>
  );
}
