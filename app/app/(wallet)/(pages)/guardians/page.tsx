import type { Metadata } from "next";
import { Guardians } from "@/features/guardians";

export const metadata: Metadata = { title: "Guardians", referrer: "no-referrer" };

export default function Page() {
  return <Guardians />;
}
