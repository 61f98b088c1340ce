"use client";

import type { StoredAccount } from "@tandem/client";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { Address } from "viem";
import { Button } from "@/components/ui/Button";
import { Choice } from "@/components/ui/Choice";
import { Dialog } from "@/components/ui/Dialog";
import { Field, inputLook } from "@/components/ui/Field";
import { ErrorNotice } from "@/features/errors";
import { AddressField } from "@/features/names";
import { walletClient } from "@/lib/walletClient";

export type AddGuardianProps = {
  readonly account: StoredAccount;
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onChanged: () => void;
};

type Way = "link" | "address";

/** By a link, which the person answers with a wallet or a new passkey, or by an address that the owner knows. */
export function AddGuardian({ account, open, onClose, onChanged }: AddGuardianProps) {
  const { accountId } = account;
  const [way, setWay] = useState<Way>("link");
  const [name, setName] = useState("");
  const [address, setAddress] = useState("");
  const [problem, setProblem] = useState<string>();
  const add = useMutation({
    mutationFn: async (signer: Address | undefined) => {
      const { guardians } = await walletClient();
      if (signer) await guardians.add({ accountId, name: name.trim(), signer });
      else await guardians.invite({ accountId, name });
    },
    onSuccess: () => {
      setName("");
      setAddress("");
      onChanged();
      onClose();
    },
  });
  const submit = async () => {
    if (way === "link") return add.mutate(undefined);
    const { parseAddress } = await import("@/lib/parseAddress");
    const result = parseAddress(address);
    setProblem(result.ok ? undefined : result.problem);
    if (result.ok) add.mutate(result.address);
  };
  const isReady = name.trim() !== "" && (way === "link" || address.trim() !== "");
  return (
    <Dialog open={open} onClose={onClose} title="Add a guardian">
      <form
        className="flex flex-col gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady && !add.isPending) void submit();
        }}
      >
        <Choice
          legend="How"
          value={way}
          onChange={setWay}
          options={[
            { value: "link", label: "By a link" },
            { value: "address", label: "By address" },
          ]}
        />
        <Field label="Name" hint="How you call this person. They see your account’s name, not this.">
          {(attributes) => (
            <input
              {...attributes}
              className={inputLook}
              value={name}
              maxLength={64}
              autoComplete="off"
              onChange={(event) => setName(event.target.value)}
              data-testid="guardian-name"
            />
          )}
        </Field>
        {way === "address" ? (
          <AddressField
            value={address}
            onChange={(value) => {
              setAddress(value);
              setProblem(undefined);
            }}
            problem={problem}
            hint="Of the person’s own wallet, or of a Safe; or a name such as name.eth. Ask them for it; do not guess."
            testId="guardian-address"
          />
        ) : (
          <p className="text-muted text-sm">
            They answer with the wallet they have, or with a new passkey. No account needed.
          </p>
        )}
        <Button type="submit" size="large" block busy={add.isPending} disabled={!isReady} data-testid="guardian-save">
          {way === "link" ? "Make the link" : "Add"}
        </Button>
        {add.isError ? <ErrorNotice error={add.error} /> : null}
      </form>
    </Dialog>
  );
}
