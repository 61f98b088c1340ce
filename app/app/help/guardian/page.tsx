import type { Metadata } from "next";
import { GuidePage, guardianGuide, userGuide } from "@/features/help";

export const metadata: Metadata = { title: guardianGuide.title };

export default function Page() {
  return <GuidePage guide={guardianGuide} other={{ href: "/help", title: userGuide.title }} />;
}
