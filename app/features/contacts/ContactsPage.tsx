"use client";

import type { Contact } from "@tandem/protocol";
import { Pencil, Trash2, UserPlus } from "lucide-react";
import { useState } from "react";
import { AccountMark } from "@/components/brand/AccountMark";
import { FullAddress } from "@/components/FullAddress";
import { PageShell } from "@/components/PageShell";
import { Button } from "@/components/ui/Button";
import { Dialog } from "@/components/ui/Dialog";
import { Notice } from "@/components/ui/Notice";
import { Skeleton } from "@/components/ui/Skeleton";
import { ContactForm } from "@/features/contacts/ContactForm";
import { useContacts } from "@/features/contacts/useContacts";
import { ErrorNotice } from "@/features/errors";
import { useAccount } from "@/features/session";
import { SyncState } from "@/features/sync";
import { untrustedText } from "@/lib/untrustedText";

/** Everybody with a name: add, rename, take out. */
export function ContactsPage() {
  const account = useAccount();
  const { contacts, isLoading, isSaving, remove, error } = useContacts(account);
  const [editing, setEditing] = useState<Contact | "new">();
  const [removing, setRemoving] = useState<Contact>();
  const close = () => setEditing(undefined);
  return (
    <PageShell title="Contacts" back="/settings">
      <p className="text-muted">
        Names for addresses that you pay. They are sealed on this device before your other devices get them.
      </p>
      {isLoading ? (
        <Skeleton className="h-40 w-full rounded-2xl" />
      ) : contacts.length === 0 ? (
        <Notice title="No contacts yet">Add one here, or when you pay somebody.</Notice>
      ) : (
        <ul aria-label="Contacts" className="divide-y divide-line rounded-2xl bg-surface px-4 ring-1 ring-line">
          {contacts.map((contact) => (
            <Row
              key={contact.address}
              contact={contact}
              onEdit={() => setEditing(contact)}
              onRemove={() => setRemoving(contact)}
            />
          ))}
        </ul>
      )}
      {error && !editing && !removing ? <ErrorNotice error={error} /> : null}
      <Button
        variant="secondary"
        size="large"
        block
        icon={<UserPlus aria-hidden="true" className="size-5" />}
        onClick={() => setEditing("new")}
        data-testid="contact-add"
      >
        Add a contact
      </Button>
      <SyncState account={account} />
      <Dialog
        open={editing !== undefined}
        onClose={close}
        title={editing === "new" ? "New contact" : "Rename the contact"}
      >
        {editing ? (
          <ContactForm
            account={account}
            {...(editing !== "new" && { address: editing.address, name: editing.name })}
            onSaved={close}
          />
        ) : null}
      </Dialog>
      <Dialog open={removing !== undefined} onClose={() => setRemoving(undefined)} title="Remove the contact?">
        {removing ? (
          <>
            <p className="text-muted">
              <bdi className="font-medium text-ink">{untrustedText(removing.name)}</bdi> goes from all your devices.
              Nothing that you paid changes.
            </p>
            <FullAddress address={removing.address} />
            {error ? <ErrorNotice error={error} /> : null}
            <Button
              variant="danger"
              size="large"
              block
              busy={isSaving}
              onClick={() =>
                void remove(removing.address).then(
                  () => setRemoving(undefined),
                  () => undefined,
                )
              }
              data-testid="contact-remove"
            >
              Remove
            </Button>
          </>
        ) : null}
      </Dialog>
    </PageShell>
  );
}

type RowProps = { readonly contact: Contact; readonly onEdit: () => void; readonly onRemove: () => void };

function Row({ contact, onEdit, onRemove }: RowProps) {
  const name = untrustedText(contact.name);
  return (
    <li className="flex items-center gap-3.5 py-3.5 text-sm">
      <AccountMark address={contact.address} />
      <span className="min-w-0 flex-1">
        <bdi className="block truncate font-medium">{name}</bdi>
        <FullAddress address={contact.address} className="text-xs leading-5" />
      </span>
      <Button variant="ghost" size="icon" aria-label={`Rename ${name}`} onClick={onEdit}>
        <Pencil aria-hidden="true" className="size-4" />
      </Button>
      <Button variant="ghost" size="icon" aria-label={`Remove ${name}`} onClick={onRemove}>
        <Trash2 aria-hidden="true" className="size-4" />
      </Button>
    </li>
  );
}
