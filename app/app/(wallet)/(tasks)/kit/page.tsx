import type { Metadata } from "next";
import { MakeKit } from "@/features/kit";

export const metadata: Metadata = { title: "Backup kit" };

export default function Page() {
  return <MakeKit />;
}
