import type { Metadata } from "next";
import { SendFlow } from "@/features/send";

export const metadata: Metadata = { title: "Send" };

export default function Page() {
  return <SendFlow />;
}
