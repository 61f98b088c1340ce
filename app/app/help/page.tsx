import type { Metadata } from "next";
import { GuidePage, guardianGuide, userGuide } from "@/features/help";

export const metadata: Metadata = { title: userGuide.title };

export default function Page() {
  return <GuidePage guide={userGuide} other={{ href: "/help/guardian", title: guardianGuide.title }} />;
}
