"use client";

import { Printer } from "lucide-react";
import { Button } from "@/components/ui/Button";

export function PrintButton() {
  return (
    <Button icon={<Printer aria-hidden="true" className="size-[1.125rem]" />} onClick={() => window.print()}>
      Print this guide
    </Button>
  );
}
