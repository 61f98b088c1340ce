"use client";

import type { StoredAccount } from "@tandem/client";
import { KeyRound } from "lucide-react";
import { useRef, useState } from "react";
import { Announce } from "@/components/Announce";
import { DevicePasswordField } from "@/components/DevicePasswordField";
import { SecurityCard } from "@/components/SecurityCard";
import { Button, ButtonLink } from "@/components/ui/Button";
import { Dialog } from "@/components/ui/Dialog";
import { Facts } from "@/components/ui/Facts";
import { Notice } from "@/components/ui/Notice";
import { ErrorNotice } from "@/features/errors";
import { useAction } from "@/features/key";
import { useServiceAccount } from "@/features/limits";
import { formatDate } from "@/lib/format";

/** The key itself: new parts of the same one, or another one. */
export function KeyCard({ account }: { readonly account: StoredAccount }) {
  const { accountId } = account;
  const { data } = useServiceAccount(account);
  const [asking, setAsking] = useState(false);
  const typed = useRef<string>(undefined);
  const renew = useAction({
    account,
    run: (client) => {
      const password = typed.current;
      typed.current = undefined;
      return client.refreshShares({ accountId, ...(password && { password }) });
    },
    onDone: () => setAsking(false),
  });
  const begin = () => {
    renew.reset();
    if (account.unlock === "password") setAsking(true);
    else renew.mutate();
  };
  const confirm = (password: string) => {
    typed.current = password;
    renew.mutate();
  };
  return (
    <SecurityCard
      icon={KeyRound}
      title="Key"
      anchor="security-key"
      text="Renew the key’s parts now and then: what may have leaked of our server’s part is then worth nothing. The key, the address and your kit stay. If a device or a kit may be in other hands, make a new key instead."
    >
      {data?.sharesMadeAt ? (
        <div className="rounded-2xl px-4 ring-1 ring-line">
          <Facts facts={[{ label: "Parts made", value: formatDate(data.sharesMadeAt), testId: "key-made" }]} />
        </div>
      ) : null}
      {renew.isSuccess ? (
        <Notice tone="success" announce title="The parts are new" data-testid="key-renewed">
          {data && data.devices.length > 1
            ? "Each of your other devices asks for your passkey once. A device export has to be made again."
            : "A device export has to be made again."}
        </Notice>
      ) : null}
      {renew.error && !asking ? <ErrorNotice error={renew.error} /> : null}
      <Announce>{renew.isPending ? renewing : ""}</Announce>
      <div className="flex flex-wrap gap-3">
        <Button variant="secondary" busy={renew.isPending} onClick={begin} data-testid="key-renew">
          {renew.isPending ? renewing : "Renew the key’s parts"}
        </Button>
        <ButtonLink href="/new-key" variant="secondary">
          Make a new key
        </ButtonLink>
      </div>
      <Dialog open={asking} onClose={() => setAsking(false)} title="Renew the key’s parts?">
        <RenewForm busy={renew.isPending} error={renew.error} onConfirm={confirm} />
      </Dialog>
    </SecurityCard>
  );
}

const renewing = "Making new parts";

type RenewFormProps = {
  readonly busy: boolean;
  readonly error: unknown;
  readonly onConfirm: (password: string) => void;
};

/** Where a password opens this device's part. */
function RenewForm({ busy, error, onConfirm }: RenewFormProps) {
  const [password, setPassword] = useState("");
  return (
    <form
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) onConfirm(password);
      }}
    >
      <DevicePasswordField value={password} onChange={setPassword} />
      {error ? <ErrorNotice error={error} /> : null}
      <Button type="submit" size="large" block busy={busy}>
        {busy ? renewing : "Renew them"}
      </Button>
    </form>
  );
}
