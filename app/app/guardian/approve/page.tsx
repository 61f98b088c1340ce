import type { Metadata } from "next";
import { ApproveRequest } from "@/features/guardian-portal";

export const metadata: Metadata = { title: "Help a friend", referrer: "no-referrer" };

export default function Page() {
  return <ApproveRequest />;
}
