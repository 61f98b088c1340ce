"use client";

import type { StoredAccount } from "@tandem/client";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "@/components/ui/Button";
import { Dialog } from "@/components/ui/Dialog";
import { ErrorNotice } from "@/features/errors";
import { useSession } from "@/features/session";
import { newDevicePath } from "@/lib/newDevicePath";
import { walletClient } from "@/lib/walletClient";

/** For a device whose part nothing can bring to the new key: what is dead is erased, and a code is shown. */
export function AddAgain({ account: { accountId } }: { readonly account: StoredAccount }) {
  const [isAsking, setAsking] = useState(false);
  const { select } = useSession();
  const erase = useMutation({
    mutationFn: async () => {
      await (await walletClient()).removeAccount({ accountId });
      select(undefined);
      // Loaded anew: a wallet without an account would lead to the welcome.
      window.location.assign(newDevicePath);
    },
  });
  return (
    <>
      <Button size="small" variant="secondary" onClick={() => setAsking(true)} data-testid="key-add-again">
        Add it again
      </Button>
      <Dialog open={isAsking} onClose={() => setAsking(false)} title="Add this device again?">
        <p className="text-muted leading-relaxed">
          What this device keeps of the account is erased first; contacts and notes that are only here go too. Then a
          code is shown: enter it on the device that made the new key. The account and its money stay.
        </p>
        {erase.isError ? <ErrorNotice error={erase.error} /> : null}
        <Button
          size="large"
          block
          busy={erase.isPending}
          onClick={() => erase.mutate()}
          data-testid="key-add-again-confirm"
        >
          Erase it and show the code
        </Button>
      </Dialog>
    </>
  );
}
