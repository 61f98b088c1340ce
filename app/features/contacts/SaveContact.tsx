"use client";

import type { StoredAccount } from "@tandem/client";
import { UserPlus } from "lucide-react";
import { useState } from "react";
import { createPortal } from "react-dom";
import type { Address } from "viem";
import { Button } from "@/components/ui/Button";
import { Dialog } from "@/components/ui/Dialog";
import { ContactForm } from "@/features/contacts/ContactForm";
import { useContacts } from "@/features/contacts/useContacts";

export type SaveContactProps = { readonly account: StoredAccount; readonly address: Address };

/** Gives an address a name. Nothing where it has one. */
export function SaveContact({ account, address }: SaveContactProps) {
  const { nameOf, isLoading } = useContacts(account);
  const [isOpen, setOpen] = useState(false);
  if (isLoading || nameOf(address) !== undefined) return null;
  return (
    <>
      <Button
        variant="ghost"
        size="small"
        className="self-start"
        icon={<UserPlus aria-hidden="true" className="size-4" />}
        onClick={() => setOpen(true)}
        data-testid="contact-save"
      >
        Save as a contact
      </Button>
      {isOpen
        ? // The button stands in a form, and a form holds no other form.
          createPortal(
            <Dialog open onClose={() => setOpen(false)} title="New contact">
              <ContactForm account={account} address={address} onSaved={() => setOpen(false)} />
            </Dialog>,
            document.body,
          )
        : null}
    </>
  );
}
