"use client";

import { useState } from "react";
import { Button } from "@/components/ui/Button";
import { Field, inputLook } from "@/components/ui/Field";

export type PasswordFieldProps = {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly autoComplete: "current-password" | "new-password";
  readonly label?: string;
  readonly hint?: string;
  readonly error?: string | undefined;
};

export function PasswordField({ value, onChange, autoComplete, label = "Password", hint, error }: PasswordFieldProps) {
  const [shown, setShown] = useState(false);
  return (
    <Field label={label} hint={hint} error={error}>
      {(attributes) => (
        <div className="relative">
          <input
            {...attributes}
            type={shown ? "text" : "password"}
            value={value}
            onChange={(event) => onChange(event.target.value)}
            autoComplete={autoComplete}
            required
            className={`${inputLook} pe-20`}
          />
          <Button
            variant="ghost"
            size="small"
            className="absolute end-2 top-1/2 -translate-y-1/2"
            aria-pressed={shown}
            aria-label={shown ? "Hide password" : "Show password"}
            onClick={() => setShown(!shown)}
          >
            {shown ? "Hide" : "Show"}
          </Button>
        </div>
      )}
    </Field>
  );
}
