"use client";

import { useMutation } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { useEffect } from "react";
import type { Address } from "viem";
import { FullAddress } from "@/components/FullAddress";
import { Button } from "@/components/ui/Button";
import { Notice } from "@/components/ui/Notice";
import { ErrorNotice } from "@/features/errors";
import { isNameLike } from "@/features/names/isNameLike";
import { untrustedText } from "@/lib/untrustedText";
import { walletClient } from "@/lib/walletClient";

export type NameLookupProps = {
  /** What was typed where an address is asked for. */
  readonly text: string;
  readonly onAddress: (address: Address) => void;
  /** A name that Enter was pressed on: it is looked up at once. */
  readonly asked?: string | undefined;
};

/** Offers to look up what looks like a name, and shows its address before it is used. Nothing for anything else. */
export function NameLookup({ text, onAddress, asked }: NameLookupProps) {
  const name = text.trim();
  const find = useMutation({
    mutationFn: async (of: string) => (await walletClient()).resolveName({ name: of }),
  });
  const { mutate } = find;
  useEffect(() => {
    if (asked !== undefined && isNameLike(asked)) mutate(asked);
  }, [asked, mutate]);
  if (!isNameLike(name)) return null;
  const isAnswer = find.variables === name;
  const { data, error } = find;
  return (
    <div className="flex flex-col gap-3">
      {isAnswer && data ? (
        <Notice
          announce
          title={`${untrustedText(data.name)} is this address now, says ${untrustedText(data.chainName)}`}
          actions={
            <Button size="small" onClick={() => onAddress(data.address)} data-testid="name-use">
              Use this address
            </Button>
          }
        >
          <FullAddress address={data.address} />
        </Notice>
      ) : (
        <Button
          size="small"
          variant="secondary"
          className="self-start"
          busy={find.isPending}
          icon={<Search aria-hidden="true" className="size-4" />}
          onClick={() => find.mutate(name)}
          data-testid="name-find"
        >
          Look up the name
        </Button>
      )}
      {isAnswer && error ? <ErrorNotice error={error} /> : null}
    </div>
  );
}
