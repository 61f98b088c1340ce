import type { Metadata } from "next";
import { AcceptInvite } from "@/features/guardian-portal";

export const metadata: Metadata = { title: "Be a guardian", referrer: "no-referrer" };

export default function Page() {
  return <AcceptInvite />;
}
