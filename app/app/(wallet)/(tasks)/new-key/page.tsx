import type { Metadata } from "next";
import { NewKey } from "@/features/security";

export const metadata: Metadata = { title: "New key" };

export default function Page() {
  return <NewKey />;
}
