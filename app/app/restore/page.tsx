import type { Metadata } from "next";
import { Restore } from "@/features/kit";

export const metadata: Metadata = { title: "Restore from a backup kit" };

export default function Page() {
  return <Restore />;
}
