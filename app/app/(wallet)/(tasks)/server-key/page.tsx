import type { Metadata } from "next";
import { ServerKey } from "@/features/recovery";

export const metadata: Metadata = { title: "A key with the server" };

export default function Page() {
  return <ServerKey />;
}
