"use client";

import { EntryShell } from "@/components/EntryShell";
import { NewPasswordField } from "@/components/NewPasswordField";
import { PageHeading } from "@/components/PageHeading";
import { Button } from "@/components/ui/Button";
import { Notice } from "@/components/ui/Notice";
import { describeError } from "@/features/errors";
import { useNewPassword } from "@/lib/useNewPassword";

export type CreatePasswordProps = {
  readonly error?: unknown;
  readonly onSubmit: (password: string) => void;
  readonly onCancel: () => void;
};

/** For passkeys that cannot encrypt: a password seals this device's part instead, and the screen says what that means. */
export function CreatePassword({ error, onSubmit, onCancel }: CreatePasswordProps) {
  const password = useNewPassword();
  const refusal = error instanceof Error && error.name === "PasswordError" ? describeError(error).title : undefined;

  return (
    <EntryShell>
      <form
        className="flex animate-rise flex-col gap-6"
        onSubmit={(event) => {
          event.preventDefault();
          if (password.accept()) onSubmit(password.value);
        }}
      >
        <div className="flex flex-col gap-2">
          <PageHeading className="text-3xl">One more thing: a password</PageHeading>
          <p className="text-muted">
            Your passkey proves who you are, but it cannot encrypt. A password locks this device’s part of the key
            instead.
          </p>
        </div>
        <Notice tone="caution" title="This wallet will live on this device only">
          No copy is kept with the server, so a passkey alone cannot bring it to a new device. A new device needs this
          one, which scans its QR code, or the backup kit. A passkey from a newer phone or password manager needs
          neither.
        </Notice>
        <NewPasswordField password={password} hint="At least 10 characters. Nobody can reset it." refusal={refusal} />
        <div className="flex flex-col gap-3">
          <Button type="submit" size="large" block data-testid="create-password-submit">
            Continue with this password
          </Button>
          <Button variant="ghost" block onClick={onCancel}>
            Use another passkey
          </Button>
        </div>
      </form>
    </EntryShell>
  );
}
