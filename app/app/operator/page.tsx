import type { Metadata } from "next";
import { Operator } from "@/features/operator";

export const metadata: Metadata = { title: "What the operator can see" };

export default function Page() {
  return <Operator />;
}
