import type { Metadata } from "next";
import { ActivityDetail } from "@/features/activity";

export const metadata: Metadata = { title: "Payment" };

export default async function Page({ params }: { readonly params: Promise<{ readonly id: string }> }) {
  const { id } = await params;
  return <ActivityDetail id={decodeURIComponent(id)} />;
}
