import type { Metadata } from "next";
import { StopRecovery } from "@/features/guardian-portal";

export const metadata: Metadata = { title: "Stop a recovery" };

export default function Page() {
  return <StopRecovery />;
}
