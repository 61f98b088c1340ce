"use client";

import type { RecoverableAccount } from "@tandem/client";
import { useMutation } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/Button";
import { Disclosure } from "@/components/ui/Disclosure";
import { Field, inputLook } from "@/components/ui/Field";
import { Notice } from "@/components/ui/Notice";
import { ErrorNotice } from "@/features/errors";
import { walletClient } from "@/lib/walletClient";

export type FindByAddressProps = { readonly onFound: (account: RecoverableAccount) => void };

/** For somebody who has no card at hand: the address alone, where that is enough, and what is missing where it is not. */
export function FindByAddress({ onFound }: FindByAddressProps) {
  const [address, setAddress] = useState("");
  const find = useMutation({
    mutationFn: async () => (await walletClient()).recovery.findAccount({ address }),
    onSuccess: onFound,
  });
  const isUnreachable = find.error instanceof Error && find.error.name === "ServiceUnreachableError";
  return (
    <Disclosure summary="I have no card, only my address" data-testid="recover-by-address">
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (!find.isPending) find.mutate();
        }}
      >
        <p className="text-muted text-sm">
          Anybody who has paid you has your address, and so has a receipt. Your guardians still need their cards.
        </p>
        <Field label="Address of your account" hint="0x…, in full">
          {(attributes) => (
            <input
              {...attributes}
              className={`${inputLook} font-mono`}
              value={address}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => setAddress(event.target.value)}
              data-testid="recover-address"
            />
          )}
        </Field>
        <Button
          type="submit"
          variant="secondary"
          busy={find.isPending}
          disabled={address.trim() === ""}
          icon={<Search aria-hidden="true" className="size-4" />}
        >
          Find the account
        </Button>
        {isUnreachable ? (
          <Notice tone="caution" announce title="By address alone, our server has to answer, and it does not">
            With one guardian’s card you need no server: open the card above.
          </Notice>
        ) : find.isError ? (
          <ErrorNotice error={find.error} />
        ) : null}
      </form>
    </Disclosure>
  );
}
