"use client";

import type { GuardianKey } from "@tandem/client";
import { useMutation } from "@tanstack/react-query";
import { Fingerprint, Wallet } from "lucide-react";
import { Button } from "@/components/ui/Button";
import { Notice } from "@/components/ui/Notice";
import { ErrorNotice } from "@/features/errors";
import { connectWallet, type FoundWallet, useWallets } from "@/lib/useWallets";

export type ChooseKeyProps = {
  /** What the buttons do, e.g. "Continue with". */
  readonly verb: string;
  /** What has to be there before any prompt opens; says itself what is missing. */
  readonly check?: (() => boolean) | undefined;
  /** Absent where a new passkey makes no sense. */
  readonly passkey?: { readonly label: string; readonly get: () => Promise<GuardianKey> } | undefined;
  readonly onKey: (key: GuardianKey) => Promise<void>;
};

/** The wallets in this browser and a passkey: one press is one choice. */
export function ChooseKey({ verb, check = () => true, passkey, onKey }: ChooseKeyProps) {
  const wallets = useWallets();
  const choose = useMutation({
    mutationFn: async (choice: FoundWallet | "passkey") => {
      if (choice !== "passkey") {
        const address = await connectWallet(choice);
        return onKey({ kind: "wallet", address, provider: choice.provider });
      }
      if (passkey) await onKey(await passkey.get());
    },
  });
  const press = (choice: FoundWallet | "passkey") => {
    if (check()) choose.mutate(choice);
  };
  const isBusy = (choice: FoundWallet | "passkey") => choose.isPending && choose.variables === choice;
  return (
    <div className="flex flex-col gap-3">
      {wallets.map((wallet) => (
        <Button
          key={wallet.id}
          size="large"
          block
          busy={isBusy(wallet)}
          icon={<Wallet aria-hidden="true" className="size-5" />}
          disabled={choose.isPending && !isBusy(wallet)}
          onClick={() => press(wallet)}
          data-testid="guardian-wallet"
        >
          {verb} {wallet.name}
        </Button>
      ))}
      {passkey ? (
        <Button
          size="large"
          block
          variant={wallets.length > 0 ? "secondary" : "primary"}
          busy={isBusy("passkey")}
          icon={<Fingerprint aria-hidden="true" className="size-5" />}
          disabled={choose.isPending && !isBusy("passkey")}
          onClick={() => press("passkey")}
          data-testid="guardian-passkey"
        >
          {passkey.label}
        </Button>
      ) : null}
      {wallets.length === 0 ? (
        <Notice title="No wallet was found in this browser">
          {passkey
            ? "That is fine: a passkey works too. To use a wallet, open this page in its browser."
            : "Open this page in the browser that has your wallet."}
        </Notice>
      ) : null}
      {choose.isError ? <ErrorNotice error={choose.error} /> : null}
    </div>
  );
}
