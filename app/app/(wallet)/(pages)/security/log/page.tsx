import type { Metadata } from "next";
import { LogPage } from "@/features/log";

export const metadata: Metadata = { title: "The server’s record" };

export default function Page() {
  return <LogPage />;
}
