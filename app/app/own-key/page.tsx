import type { Metadata } from "next";
import { OwnKey } from "@/features/recovery";

export const metadata: Metadata = { title: "My own key" };

export default function Page() {
  return <OwnKey />;
}
