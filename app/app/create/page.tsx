import type { Metadata } from "next";
import { CreateAccount } from "@/features/entry";

export const metadata: Metadata = { title: "Create a wallet" };

export default function Page() {
  return <CreateAccount />;
}
