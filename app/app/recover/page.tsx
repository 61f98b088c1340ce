import type { Metadata } from "next";
import { Recover } from "@/features/recovery";

export const metadata: Metadata = { title: "Recover an account", referrer: "no-referrer" };

export default function Page() {
  return <Recover />;
}
