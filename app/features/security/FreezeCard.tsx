import type { StoredAccount } from "@tandem/client";
import { Snowflake } from "lucide-react";
import { SecurityCard } from "@/components/SecurityCard";
import { FreezeSettings } from "@/features/freeze";

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
