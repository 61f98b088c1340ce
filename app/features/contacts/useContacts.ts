"use client";

import type { StoredAccount } from "@tandem/client";
import type { Contact } from "@tandem/protocol";
import type { Address } from "viem";
import { useSynced, useUpdateSynced } from "@/features/sync";

const nobody: readonly Contact[] = [];

/** People and places that the account pays, by name, on all its devices. */
export function useContacts(account: StoredAccount) {
  const synced = useSynced(account);
  const update = useUpdateSynced(account);
  const contacts = synced?.contacts ?? nobody;
  return {
    contacts: contacts.toSorted((one, other) => one.name.localeCompare(other.name)),
    isLoading: synced === undefined,
    isSaving: update.isPending,
    error: update.error,
    nameOf: (address: Address | undefined) =>
      contacts.find((contact) => contact.address === address?.toLowerCase())?.name,
    /** Adds it, or gives the known address another name. */
    save: (contact: { readonly address: Address; readonly name: string }) =>
      update.mutateAsync((data) => {
        const next = toContact(contact);
        return { ...data, contacts: [...data.contacts.filter(({ address }) => address !== next.address), next] };
      }),
    remove: (address: Address) =>
      update.mutateAsync((data) => ({
        ...data,
        contacts: data.contacts.filter((contact) => contact.address !== address.toLowerCase()),
      })),
  };
}

function toContact({ address, name }: { readonly address: Address; readonly name: string }): Contact {
  return { address: address.toLowerCase() as Address, name: name.trim(), updatedAt: Date.now() }; // lowercase of hex is hex
}
