import type { Metadata } from "next";
import { TestKit } from "@/features/kit";

export const metadata: Metadata = { title: "Test my backup" };

export default function Page() {
  return <TestKit />;
}
