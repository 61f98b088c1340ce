"use client";

import { Download } from "lucide-react";
import { Button, type ButtonProps } from "@/components/ui/Button";

export type DownloadButtonProps = Omit<ButtonProps, "onClick"> & {
  readonly fileName: string;
  /** The file's text. */
  readonly text: string;
  readonly onSaved?: (() => void) | undefined;
};

/** Saves a text file, made in the page. */
export function DownloadButton({ fileName, text, onSaved, children, ...rest }: DownloadButtonProps) {
  const save = () => {
    const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = fileName;
    link.click();
    // The browser reads it after the click has returned.
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
    onSaved?.();
  };
  return (
    <Button onClick={save} icon={<Download aria-hidden="true" className="size-[1.125rem]" />} {...rest}>
      {children}
    </Button>
  );
}
