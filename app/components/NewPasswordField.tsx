import { PasswordField } from "@/components/PasswordField";
import type { NewPassword } from "@/lib/useNewPassword";

export type NewPasswordFieldProps = {
  readonly password: NewPassword;
  readonly label?: string;
  readonly hint: string;
  /** Of the last use. */
  readonly refusal?: string | undefined;
};

/** A password that is chosen here. */
export function NewPasswordField({ password, label, hint, refusal }: NewPasswordFieldProps) {
  return (
    <PasswordField
      value={password.value}
      onChange={password.change}
      autoComplete="new-password"
      {...(label && { label })}
      hint={hint}
      error={password.error ?? refusal}
    />
  );
}
