"use client";

import type { StoredAccount } from "@tandem/client";
import type { Address } from "viem";
import { AccountMark } from "@/components/brand/AccountMark";
import { FullAddress } from "@/components/FullAddress";
import { useContacts } from "@/features/contacts/useContacts";
import { untrustedText } from "@/lib/untrustedText";
import { useChecksum } from "@/lib/useChecksum";

export type ContactPickerProps = { readonly account: StoredAccount; readonly onPick: (address: Address) => void };

/** The account's contacts; one press chooses. Nothing where there are none. */
export function ContactPicker({ account, onPick }: ContactPickerProps) {
  const { contacts } = useContacts(account);
  const checksum = useChecksum();
  if (contacts.length === 0) return null;
  return (
    <section aria-labelledby="contacts" className="flex flex-col gap-1">
      <h2 id="contacts" className="font-medium text-muted text-sm">
        Contacts
      </h2>
      <ul className="flex flex-col">
        {contacts.map(({ address, name }) => (
          <li key={address}>
            <button
              type="button"
              onClick={() => onPick(checksum(address))}
              className="-mx-3 flex w-[calc(100%+1.5rem)] items-center gap-3 rounded-xl px-3 py-2.5 text-start hover:bg-sunken"
              data-testid="contact-pick"
            >
              <AccountMark address={address} />
              <span className="min-w-0">
                <bdi className="block truncate font-medium">{untrustedText(name)}</bdi>
                <FullAddress address={address} className="text-xs leading-5" />
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
