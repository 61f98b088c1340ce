import type { Metadata } from "next";
import { Adding } from "@/features/security";

export const metadata: Metadata = { title: "Add a device" };

export default function Page() {
  return <Adding />;
}
