import type { Metadata } from "next";
import { Unsubscribe } from "@/features/alarms";

export const metadata: Metadata = { title: "Stop alarms", referrer: "no-referrer" };

export default function Page() {
  return <Unsubscribe />;
}
