import type { Metadata } from "next";
import { LimitsPage } from "@/features/limits";

export const metadata: Metadata = { title: "Limits and recipients" };

export default function Page() {
  return <LimitsPage />;
}
