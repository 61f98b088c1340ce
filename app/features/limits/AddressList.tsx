"use client";

import { Plus, X } from "lucide-react";
import { useState } from "react";
import { isAddress } from "viem/utils";
import { FullAddress } from "@/components/FullAddress";
import { Button } from "@/components/ui/Button";
import { Field, inputLook } from "@/components/ui/Field";

export type AddressListProps = {
  readonly label: string;
  readonly addresses: readonly `0x${string}`[];
  readonly onChange: (addresses: readonly `0x${string}`[]) => void;
  readonly testId: string;
};

const most = 100;

/** Addresses, one a line, each with a button that takes it out; and a field for one more. */
export function AddressList({ label, addresses, onChange, testId }: AddressListProps) {
  const [text, setText] = useState("");
  const [problem, setProblem] = useState<string>();

  const add = () => {
    const value = text.trim();
    // A mixed-case address has a checksum, which is checked; another one is taken as it is.
    if (!isAddress(value)) return setProblem("This is not an address. Copy it again from its owner.");
    const address: `0x${string}` = `0x${value.slice(2).toLowerCase()}`;
    if (addresses.includes(address)) return setProblem("This address is on the list already.");
    if (addresses.length >= most) return setProblem(`The list is full: it holds ${most} addresses.`);
    setProblem(undefined);
    setText("");
    onChange([...addresses, address]);
  };

  return (
    <div className="flex flex-col gap-3">
      {addresses.length > 0 ? (
        <ul className="divide-y divide-line rounded-2xl bg-surface px-4 ring-1 ring-line">
          {addresses.map((address) => (
            <li key={address} className="flex items-center gap-2 py-2 text-sm">
              <span className="min-w-0 flex-1">
                <FullAddress address={address} />
              </span>
              <Button
                variant="ghost"
                size="icon"
                aria-label={`Remove ${address}`}
                onClick={() => onChange(addresses.filter((other) => other !== address))}
              >
                <X aria-hidden="true" className="size-[1.125rem]" />
              </Button>
            </li>
          ))}
        </ul>
      ) : null}
      <Field label={label} error={problem}>
        {(attributes) => (
          <div className="flex gap-2">
            <input
              {...attributes}
              value={text}
              onChange={(event) => setText(event.target.value)}
              onKeyDown={(event) => {
                if (event.key !== "Enter") return;
                event.preventDefault();
                add();
              }}
              autoComplete="off"
              spellCheck={false}
              placeholder="0x…"
              className={inputLook}
              data-testid={`${testId}-address`}
            />
            <Button
              variant="secondary"
              size="icon"
              aria-label={`${label}: add`}
              onClick={add}
              className="size-[3.125rem] shrink-0 rounded-xl"
              data-testid={`${testId}-add`}
            >
              <Plus aria-hidden="true" className="size-5" />
            </Button>
          </div>
        )}
      </Field>
    </div>
  );
}
