import type { Metadata } from "next";
import { StillHere } from "@/features/guardian-portal";

export const metadata: Metadata = { title: "Are you still there?" };

export default function Page() {
  return <StillHere />;
}
