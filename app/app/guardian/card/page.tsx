import type { Metadata } from "next";
import { CardPage } from "@/features/guardian-portal";

export const metadata: Metadata = { title: "Guardian card", referrer: "no-referrer" };

export default function Page() {
  return <CardPage />;
}
