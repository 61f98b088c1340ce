import type { Metadata } from "next";
import { DeviceExport } from "@/features/exit";

export const metadata: Metadata = { title: "Device export" };

export default function Page() {
  return <DeviceExport />;
}
