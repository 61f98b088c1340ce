import type { ReactNode } from "react";
import { VisitorFrame } from "@/features/home";

export default function Layout({ children }: { readonly children: ReactNode }) {
  return <VisitorFrame>{children}</VisitorFrame>;
}
