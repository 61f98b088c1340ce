"use client";

import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { Button, type ButtonProps } from "@/components/ui/Button";
import { toast } from "@/components/ui/Toaster";

export type CopyButtonProps = Omit<ButtonProps, "onClick" | "value"> & {
  /** What goes to the clipboard: public data only. */
  readonly value: string;
  /** What was copied, e.g. "Address". */
  readonly noun: string;
};

export function CopyButton({ value, noun, children, ...rest }: CopyButtonProps) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1600);
    return () => clearTimeout(timer);
  }, [copied]);

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
      setCopied(true);
      toast(`${noun} copied`);
    } catch {
      toast("Copying is not allowed here. Select the text instead", "info");
    }
  };

  const Icon = copied ? Check : Copy;
  return (
    <Button {...rest} onClick={copy} aria-label={children ? undefined : `Copy ${noun.toLowerCase()}`}>
      <Icon aria-hidden="true" className="size-4" />
      {children}
    </Button>
  );
}
