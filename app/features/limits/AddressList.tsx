"use client";

import { Plus, X } from "lucide-react";
import { FullAddress } from "@/components/FullAddress";
import { Button } from "@/components/ui/Button";
import { Field, inputLook } from "@/components/ui/Field";

export type AddressListProps = {
  readonly label: string;
  readonly addresses: readonly `0x${string}`[];
  readonly onChange: (addresses: readonly `0x${string}`[]) => void;
  /** An address that is typed and not on the list yet. */
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly problem: string | undefined;
  readonly onAdd: () => void;
  readonly testId: string;
};

/** Addresses, one a line, each with a button that takes it out; and a field for one more. */
export function AddressList(props: AddressListProps) {
  const { label, addresses, onChange, text, onText, problem, onAdd, testId } = props;
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
              onChange={(event) => onText(event.target.value)}
              onKeyDown={(event) => {
                if (event.key !== "Enter") return;
                event.preventDefault();
                onAdd();
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
              onClick={onAdd}
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
