"use client";

import { Field, inputLook } from "@/components/ui/Field";
import { NameLookup } from "@/features/names/NameLookup";

export type AddressFieldProps = {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly problem: string | undefined;
  readonly hint: string;
  readonly testId: string;
};

/** Where an address is asked for: typed in full, or found by its name. */
export function AddressField({ value, onChange, problem, hint, testId }: AddressFieldProps) {
  return (
    <>
      <Field label="Address" error={problem} hint={hint}>
        {(attributes) => (
          <input
            {...attributes}
            className={`${inputLook} font-mono`}
            value={value}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            onChange={(event) => onChange(event.target.value)}
            data-testid={testId}
          />
        )}
      </Field>
      <NameLookup text={value} onAddress={onChange} />
    </>
  );
}
