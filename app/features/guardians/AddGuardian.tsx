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
import { NameLookup } from "@/features/names";
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
  const add = useMutation({
    mutationFn: async () => {
      const { guardians } = await walletClient();
      if (way === "link") await guardians.invite({ accountId, name });
      else await guardians.add({ accountId, name: name.trim(), signer: await parseAddress(address) });
    },
    onSuccess: () => {
      setName("");
      setAddress("");
      onChanged();
      onClose();
    },
  });
  const isReady = name.trim() !== "" && (way === "link" || address.trim() !== "");
  return (
    <Dialog open={open} onClose={onClose} title="Add a guardian">
      <form
        className="flex flex-col gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady && !add.isPending) add.mutate();
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
          <Field
            label="Address"
            hint="Of the person’s own wallet, or of a Safe; or a name such as name.eth. Ask them for it; do not guess."
          >
            {(attributes) => (
              <input
                {...attributes}
                className={`${inputLook} font-mono`}
                value={address}
                autoComplete="off"
                spellCheck={false}
                onChange={(event) => setAddress(event.target.value)}
                data-testid="guardian-address"
              />
            )}
          </Field>
        ) : (
          <p className="text-muted text-sm">
            They answer with the wallet they have, or with a new passkey. No account needed.
          </p>
        )}
        {way === "address" ? <NameLookup text={address} onAddress={setAddress} /> : null}
        <Button type="submit" size="large" block busy={add.isPending} disabled={!isReady} data-testid="guardian-save">
          {way === "link" ? "Make the link" : "Add"}
        </Button>
        {add.isError ? <ErrorNotice error={add.error} /> : null}
      </form>
    </Dialog>
  );
}

/** An address with its checksum, where it has one. */
async function parseAddress(text: string): Promise<Address> {
  const { isAddress } = await import("viem");
  const address = text.trim();
  const isWellFormed = /^0x[0-9a-fA-F]{40}$/.test(address);
  const hasChecksum = address !== address.toLowerCase();
  if (!isWellFormed || (hasChecksum && !isAddress(address))) throw new AddressMistakenError();
  return address as Address; // its form was just checked
}

class AddressMistakenError extends Error {
  override readonly name = "AddressMistakenError";
  readonly shortMessage = "This address has a mistake";
  readonly metaMessages = ["Copy it again, whole."];
}
