import type { ReactNode } from "react";
import { OpenWallet } from "@/features/home";

export default function Layout({ children }: { readonly children: ReactNode }) {
  return <OpenWallet task>{children}</OpenWallet>;
}
