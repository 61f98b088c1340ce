import type { Metadata } from "next";
import { GuardedList } from "@/features/guardian-portal";

export const metadata: Metadata = { title: "People you guard" };

export default function Page() {
  return <GuardedList />;
}
